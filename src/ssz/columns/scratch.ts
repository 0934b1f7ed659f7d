const buffers: Uint32Array[] = [];
let taken = 0;

/** Lends `use` a zeroed buffer of at least so many words, which is not to be kept. May be called inside `use`. */
export function withScratch(words: number, use: (scratch: Uint32Array) => void): void {
  let scratch = buffers[taken];
  if (scratch === undefined || scratch.length < words) {
    scratch = new Uint32Array(words);
    buffers[taken] = scratch;
  }
  scratch.fill(0, 0, words);
  taken += 1;
  try {
    use(scratch);
  } finally {
    taken -= 1;
  }
}
