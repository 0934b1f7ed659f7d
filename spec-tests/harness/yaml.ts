import { parse } from "yaml";

/**
 * A quoted string, a comment, or a plain scalar: up to what ends one inside brackets, so that a longer one of block
 * style comes in two and is then no YAML.
 */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|(?<=^|\s)#.*|(?<!\S)-(?=\s)|(?:[^\s,[\]{}:'"#]|:(?=[^\s,[\]{}]))(?:[^\n\r,[\]{}:#\s]|:(?=[^\s,[\]{}])|[ \t]+(?=[^\s#,[\]{}:])|(?<=\S)#)*/gm;

/** Anchors, tags, directives, block scalars: nothing that the vectors' generator writes. */
const RARE = /^[&*!%@`|>?]|^---|^\.\.\./;

/**
 * Parses YAML with every scalar kept as the string that stands there. Bun's parser, thirty times as fast as one in
 * JavaScript, reads numbers, so plain scalars are put in quotes first; files with rarer syntax go to the slow parser.
 */
export function parseYaml(text: string): unknown {
  let rare = false;
  const quoted = text.replace(TOKEN, (token) => {
    const first = token[0];
    if (first === "'" || first === '"' || first === "#" || token === "-") return token;
    rare ||= RARE.test(token);
    return JSON.stringify(token);
  });
  if (!rare) {
    try {
      return Bun.YAML.parse(quoted);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return parse(text, { schema: "failsafe", logLevel: "silent" });
}
