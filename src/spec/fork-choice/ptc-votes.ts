/**
 * What the members of a payload timeliness committee say of one question, by their places in it: yes, no, or nothing
 * yet. Two bits a member, as every block keeps its committees' votes.
 */
export class PtcVotes {
  readonly length: number;
  readonly #voted: Uint8Array;
  readonly #yes: Uint8Array;

  constructor(length: number) {
    this.length = length;
    this.#voted = new Uint8Array(Math.ceil(length / 8));
    this.#yes = new Uint8Array(this.#voted.length);
  }

  /** Null where the member has not voted. */
  get(place: number): boolean | null {
    return isSet(this.#voted, place) ? isSet(this.#yes, place) : null;
  }

  set(place: number, vote: boolean): void {
    if (!(place < this.length)) throw new RangeError(`place ${place} in a committee of ${this.length}`);
    const bit = 1 << (place & 7);
    this.#voted[place >> 3]! |= bit;
    if (vote) this.#yes[place >> 3]! |= bit;
    else this.#yes[place >> 3]! &= ~bit;
  }

  /** How many have voted so. */
  count(vote: boolean): number {
    let count = 0;
    for (let place = 0; place < this.length; place++) if (this.get(place) === vote) count++;
    return count;
  }

  toArray(): (boolean | null)[] {
    return Array.from({ length: this.length }, (_, place) => this.get(place));
  }
}

function isSet(bits: Uint8Array, place: number): boolean {
  return ((bits[place >> 3]! >> (place & 7)) & 1) === 1;
}
