/** An interface or class as its source declares it. */
export interface TypeScriptInterface {
  readonly name: string;
  /** Names of properties and methods, declared in the body at the first indentation. */
  readonly members: readonly string[];
  /** Interfaces and the class it extends. */
  readonly parents: readonly string[];
  readonly line: number;
}

const HEAD =
  /^export (?:abstract )?(?:interface|class) (\w+)(?:<[^<>{]*>)?(?: (?:extends|implements) ([^{]+))? \{(\})?$/;
const MEMBER = /^ {2}(?:readonly |override |abstract |protected |async )*(\w+)\??(?:[:(<]| =)/;

/** The exported interfaces and classes of a source file, found by the formatter's layout. */
export function parseInterfaces(source: string): TypeScriptInterface[] {
  const found: TypeScriptInterface[] = [];
  const lines = source.split("\n");
  for (let i = 0; i < lines.length; i++) {
    // The formatter breaks a long head over lines.
    let text = lines[i];
    let end = i;
    if (text.startsWith("export ")) while (!/[{;]/.test(text) && end - i < 8) text += ` ${lines[++end]?.trim()}`;
    const head = HEAD.exec(text);
    if (head === null) continue;
    const members: string[] = [];
    for (let j = end + 1; head[3] === undefined && j < lines.length && !lines[j].startsWith("}"); j++) {
      const member = MEMBER.exec(lines[j]);
      if (member !== null) members.push(member[1]);
    }
    const parents = (head[2] ?? "").split(/,|\bimplements\b/).map((parent) => parent.trim().replace(/<.*$/, ""));
    found.push({ name: head[1], members, parents: parents.filter((parent) => parent !== ""), line: i + 1 });
  }
  return found;
}
