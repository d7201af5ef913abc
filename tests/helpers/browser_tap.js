// Watches what a page really draws and sounds: a number in the picture at every drawing, every sample that is heard.
(() => {
  const tap = (window.tap = { drawn: [], heard: [], blocks: 0 });
  const BLOCK_PX = 8, BITS = 32, ROW_BITS = 8;
  const numberIn = (pen) => {
    const { data } = pen.getImageData(0, 0, ROW_BITS * BLOCK_PX, (BITS / ROW_BITS) * BLOCK_PX);
    let number = 0;
    for (let bit = 0; bit < BITS; bit++) {
      const y = Math.floor(bit / ROW_BITS) * BLOCK_PX + BLOCK_PX / 2, x = (bit % ROW_BITS) * BLOCK_PX + BLOCK_PX / 2;
      if (data[4 * (y * ROW_BITS * BLOCK_PX + x) + 1] > 128) number += 2 ** bit;
    }
    return number;
  };
  const drawImage = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    drawImage.apply(this, given);
    const context = window.tapped;
    if (context) tap.drawn.push([numberIn(this), Math.round(context.currentTime * context.sampleRate)]);
  };
  const script = `registerProcessor("tap", class extends AudioWorkletProcessor {
    constructor() { super(); this.begin = 0; this.samples = []; }
    process([[heard]]) {
      if (this.samples.length && currentFrame !== this.begin + this.samples.length) this.tell(); // a browser that was too busy leaves frames out
      if (!this.samples.length) this.begin = currentFrame;
      this.samples.push(...(heard ? Array.from(heard, (value) => Math.round(value * 32768)) : new Array(128).fill(0)));
      if (this.samples.length >= 12800) this.tell();
      return true;
    }
    tell() {
      this.port.postMessage([this.begin, new Int32Array(this.samples)]);
      this.samples = [];
    }
  });`;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...more) {
    const context = this.context;
    if (to === context.destination && !window.tapped) {
      window.tapped = context;
      context.audioWorklet.addModule("data:text/javascript;base64," + btoa(script)).then(() => {
        const node = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0 });
        node.port.onmessage = ({ data: [begin, samples] }) => {
          tap.heard.push([begin, btoa(String.fromCharCode(...new Uint8Array(samples.buffer)))]);
        };
        connect.call(this, node);
      }).catch((error) => { tap.error = String(error); });
    }
    return connect.call(this, to, ...more);
  };
})();
