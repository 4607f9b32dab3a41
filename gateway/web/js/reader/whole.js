// Whether all of a picture is there. Browsers draw what there is of a file that ends early, and say nothing.

/** Bytes at the end of a file in which its last mark has to be; programs append things of their own after it. */
const TAIL = 65_536;
/** The last mark of a file: EOI of JPEG (ITU-T T.81, B.1.1.3), IEND of PNG. @type {Record<string, number[]>} */
const ENDS = { 'image/jpeg': [0xff, 0xd9], 'image/png': [0x49, 0x45, 0x4e, 0x44] };

/** @param {Blob} picture @returns {Promise<boolean>} true as well where its format tells nothing of its end */
export async function isWhole(picture) {
  const end = ENDS[picture.type];
  if (!end) return true;
  const bytes = new Uint8Array(await picture.slice(-TAIL).arrayBuffer());
  const [first = 0] = end;
  for (let at = bytes.lastIndexOf(first); at >= 0; at = at ? bytes.lastIndexOf(first, at - 1) : -1) {
    if (end.every((byte, more) => bytes[at + more] === byte)) return true;
  }
  return false;
}
