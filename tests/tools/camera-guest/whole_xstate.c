/* For processors whose state is larger than Linux 6.1's User Mode knows (Intel's AMX): preloaded into it by run.sh.
 *
 * It keeps the first part of a program's extended state and gives that back; the host takes a whole one only, and the
 * guest's init dies of it. The rest is read from the host and given back as it is.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char whole[1 << 16] __attribute__((aligned(64)));

long ptrace(enum __ptrace_request request, ...)
{
	va_list rest;
	va_start(rest, request);
	long pid = va_arg(rest, pid_t);
	void *addr = va_arg(rest, void *), *data = va_arg(rest, void *);
	va_end(rest);
	if (request >= PTRACE_PEEKTEXT && request <= PTRACE_PEEKUSER) { /* the C library returns what the kernel writes */
		long word = 0;
		if (syscall(SYS_ptrace, request, pid, addr, &word) < 0)
			return -1;
		errno = 0;
		return word;
	}
	if (request == PTRACE_SETREGSET && addr == (void *)NT_X86_XSTATE) {
		struct iovec *given = data, all = {whole, sizeof whole};
		if (syscall(SYS_ptrace, PTRACE_GETREGSET, pid, addr, &all) == 0 && all.iov_len > given->iov_len) {
			memcpy(whole, given->iov_base, given->iov_len);
			return syscall(SYS_ptrace, request, pid, addr, &all);
		}
	}
	return syscall(SYS_ptrace, request, pid, addr, data);
}
