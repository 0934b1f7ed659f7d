/** A regular file inside a tar stream: where its bytes begin and how many they are. */
export interface TarEntry {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

/** Raised where a stream is not a tar archive, or ends inside an entry. */
export class TarError extends Error {
  override name = "TarError";
}

const BLOCK = 512;
const NAME_LENGTH = 100;
const decoder = new TextDecoder();

/**
 * Finds the files of a tar archive fed in pieces: ustar, with GNU long names and POSIX extended headers. File contents
 * are passed over, so that memory stays at a header's size.
 */
export class TarIndexer {
  readonly #found: (entry: TarEntry) => void;
  #position = 0;
  #skip = 0;
  #pending = new Uint8Array(0);
  #wanted = BLOCK;
  #meta: "name" | "pax" | undefined;
  #metaSize = 0;
  #longName: string | undefined;
  #longSize: number | undefined;
  #ended = false;

  constructor(found: (entry: TarEntry) => void) {
    this.#found = found;
  }

  /** Takes the stream's next bytes. Throws `TarError` where they are no tar archive. */
  feed(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && !this.#ended) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at);
        this.#skip -= passed;
        at += passed;
        continue;
      }
      const taken = Math.min(this.#wanted - this.#pending.length, chunk.length - at);
      this.#pending = joined(this.#pending, chunk.subarray(at, at + taken));
      at += taken;
      if (this.#pending.length < this.#wanted) break;
      const bytes = this.#pending;
      const start = this.#position + at - bytes.length;
      this.#pending = new Uint8Array(0);
      this.#wanted = BLOCK;
      if (this.#meta !== undefined) this.#readMeta(bytes);
      else this.#readHeader(bytes, start + BLOCK);
    }
    this.#position += chunk.length;
  }

  /** To be called after the last bytes. Throws `TarError` where the archive was cut off. */
  end(): void {
    if (
      !this.#ended &&
      (this.#skip > 0 || this.#pending.length > 0 || this.#meta !== undefined || this.#position === 0)
    ) {
      throw new TarError(`tar archive ends early, at byte ${this.#position}`);
    }
  }

  #readHeader(header: Uint8Array, dataStart: number): void {
    if (header.every((byte) => byte === 0)) {
      this.#ended = true;
      return;
    }
    checkSum(header, dataStart - BLOCK);
    const size = this.#longSize ?? number(header, 124, 12);
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    const kind = String.fromCharCode(header[156]);
    if (kind === "L" || kind === "x" || kind === "g") {
      this.#meta = kind === "L" ? "name" : "pax";
      this.#metaSize = size;
      this.#wanted = padded;
      return;
    }
    const prefix = text(header, 257, 5) === "ustar" ? text(header, 345, 155) : "";
    const short = text(header, 0, 100);
    const name = this.#longName ?? (prefix === "" ? short : `${prefix}/${short}`);
    this.#longName = undefined;
    this.#longSize = undefined;
    this.#skip = padded;
    if (kind === "0" || kind === "\0" || kind === "7") this.#found({ name, offset: dataStart, size });
  }

  #readMeta(bytes: Uint8Array): void {
    const content = bytes.subarray(0, this.#metaSize);
    if (this.#meta === "name") {
      this.#longName = text(content, 0, content.length);
    } else {
      const records = extendedRecords(content);
      this.#longName = records.get("path") ?? this.#longName;
      const size = records.get("size");
      if (size !== undefined) this.#longSize = Number(size);
    }
    this.#meta = undefined;
  }
}

/** A tar archive of these files, with long names as GNU tar writes them; the same bytes for the same files. */
export function packTar(files: Iterable<readonly [name: string, bytes: Uint8Array]>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const add = (name: string, kind: string, bytes: Uint8Array): void => {
    parts.push(headerOf(name, kind, bytes.length), bytes, new Uint8Array(-bytes.length & (BLOCK - 1)));
  };
  for (const [name, bytes] of files) {
    if (name.length > NAME_LENGTH) add("././@LongLink", "L", Buffer.from(`${name}\0`));
    add(name.slice(0, NAME_LENGTH), "0", bytes);
  }
  return Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]);
}

function headerOf(name: string, kind: string, size: number): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, "0")}\0`;
  header.write(name, 0);
  header.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 100);
  header.write(`        ${kind}`, 148);
  header.write("ustar  \0", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function checkSum(header: Uint8Array, position: number): void {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : header[at];
  if (sum !== number(header, 148, 8)) throw new TarError(`no tar header at byte ${position}`);
}

function text(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or base 256 where the first bit is set. */
function number(bytes: Uint8Array, start: number, length: number): number {
  if ((bytes[start] & 0x80) !== 0) {
    let value = bytes[start] & 0x7f;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + bytes[at];
    return value;
  }
  const digits = text(bytes, start, length).trim();
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

/** `length key=value\n` records of a POSIX extended header. */
function extendedRecords(content: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const length = Number(decoder.decode(content.subarray(at, space)));
    if (space < 0 || !(length > 0)) throw new TarError("malformed extended header in tar archive");
    const record = decoder.decode(content.subarray(space + 1, at + length - 1));
    const equals = record.indexOf("=");
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
