// The sound of the program, sample by sample. Runs on the browser's audio thread.
//
// Samples have the numbers that the studio gave them. The page is told which number plays when, and shows the picture
// that belongs to it. Browser and studio have different clocks: what plays is kept as far behind what has come as it
// was at first, by a short jump where nothing is heard, or anyway where it has gone too far.

const CAPACITY = 1 << 18; // samples, 5 s
const SOFT = 0.001; // amplitude below which a jump is not heard
const SLACK = 960; // samples, 20 ms: jump where nobody hears it
const TOO_FAR = 3840; // samples, 80 ms: jump anyway
const SMOOTHING = 0.01; // what one slot adds to the mean of what waits: 3 s at 30 a second

class ProgramSound extends AudioWorkletProcessor {
  constructor() {
    super();
    this.ring = new Float32Array(CAPACITY);
    this.target = 5760; // samples that wait before the first is played, and from then on
    this.clear();
    this.port.onmessage = ({ data }) => {
      if (data.target) this.target = data.target;
      if (data.clear) this.clear();
      if (data.samples) this.push(data.first, data.samples);
    };
  }

  clear() {
    this.first = this.end = null; // of what is in the ring
    this.stop();
  }

  stop() {
    this.first = this.end;
    this.head = null; // what plays next; null: more is waited for
    this.tell(currentFrame);
  }

  push(first, samples) {
    if (this.end !== null && Math.abs(first - this.end) > CAPACITY / 2) this.clear(); // another studio
    if (this.end === null) this.first = this.end = first;
    for (; this.end < first; this.end++) this.ring[this.end % CAPACITY] = 0; // lost on the way
    for (let i = this.end - first; i < samples.length; i++) this.ring[this.end++ % CAPACITY] = samples[i] / 32768;
    this.first = Math.max(this.first, this.end - CAPACITY);
    if (this.head !== null) this.waiting += (this.end - this.head - this.waiting) * SMOOTHING;
  }

  process(inputs, [[out]]) {
    if (this.head === null && this.end - this.first >= this.target) {
      this.head = this.end - this.target;
      this.waiting = this.target;
      this.tell(currentFrame);
    }
    if (this.head === null) return true;
    const count = Math.min(out.length, this.end - this.head);
    for (let i = 0; i < count; i++) out[i] = this.at(this.head + i);
    this.head += count;
    if (count < out.length) {
      this.stop();
      return true;
    }
    const ahead = Math.round(this.waiting - this.target);
    const unheard = Math.abs(ahead) > SLACK && this.soft(this.head - count) && this.soft(this.head - count + ahead);
    if (unheard || Math.abs(ahead) > TOO_FAR) this.jump(out, ahead);
    return true;
  }

  jump(out, ahead) {
    const start = this.head - out.length;
    const to = Math.min(Math.max(start + ahead, this.first), this.end - out.length);
    for (let i = 0; i < out.length; i++) out[i] += ((this.at(to + i) - out[i]) * (i + 1)) / out.length;
    this.waiting -= to - start;
    this.head = to + out.length;
    this.tell(currentFrame + out.length);
  }

  soft(from) {
    for (let i = 0; i < 128; i++) if (Math.abs(this.at(from + i)) > SOFT) return false;
    return true;
  }

  at(number) {
    return this.ring[number % CAPACITY];
  }

  tell(frame) {
    this.port.postMessage({ frame, sample: this.head });
  }
}

registerProcessor("program-sound", ProgramSound);
