"""The speech helper: a small program that speaks lines of text with espeak-ng, or with neural voices.

It is a program of its own, because espeak-ng and piper-tts are GPL-3. It imports nothing of the studio; the two talk in
bytes over its standard input and output (``wire``). Its source is MIT (see LICENSE and NOTICE beside this file).
"""
