// The app of codes on somebody's phone (RFC 6238), for tests.
//
//   const phone = new Phone(view.key);
//   phone.code(net.clock.ms);
import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

export class Phone {
  /** @param key as the page shows it, in groups */
  constructor(key) {
    const bits = [...key.replaceAll(' ', '')]
      .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
    this.secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  }

  code(nowMs, steps = 0) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / STEP_MS) + steps));
    const hash = createHmac('sha1', this.secret).update(counter).digest();
    const at = hash.at(-1) & 15;
    return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  }
}
