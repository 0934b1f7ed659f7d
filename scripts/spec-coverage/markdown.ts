/** What one document of the specification defines, read from its markdown. */

/** A function: its parameters' names, and its code without comments and docstring, for comparing. */
export interface SpecFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  /** The protocol whose method it is (`self: ExecutionEngine`), if any. */
  readonly protocol?: string;
  readonly code: string;
}

/** A class: an SSZ type or a dataclass. */
export interface SpecClass {
  readonly name: string;
  readonly dataclass: boolean;
  /** Its base as written, `List[Gwei]`; empty for a dataclass. */
  readonly base: string;
  readonly fields: readonly { readonly name: string; readonly type: string }[];
  /** `LENGTH`, `LIMIT` or `ACTIVE_FIELDS` as written. */
  readonly size?: string;
  readonly code: string;
}

/** A row of a table of constants, preset or configuration values. */
export interface SpecValue {
  readonly name: string;
  /** The expression in the value column. */
  readonly expression: string;
  /** The number in the remark `(= 1,024)` beside it, if there is one. */
  readonly stated?: string;
}

/** One markdown file. */
export interface SpecDocument {
  readonly functions: readonly SpecFunction[];
  readonly classes: readonly SpecClass[];
  readonly values: readonly SpecValue[];
}

const SKIP = "<!-- eth_consensus_specs: skip -->";

/**
 * Reads a document: the definitions of its Python blocks and the rows of its value tables, without what it marks as
 * not being part of the specification.
 */
export function parseDocument(markdown: string): SpecDocument {
  const functions: SpecFunction[] = [];
  const classes: SpecClass[] = [];
  const values: SpecValue[] = [];
  const lines = markdown.split("\n");
  let skipNext = false;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line.trim() === SKIP) skipNext = true;
    else if (line.startsWith("```")) {
      const end = lines.indexOf("```", i + 1);
      if (line === "```python" && !skipNext)
        for (const definition of splitDefinitions(lines.slice(i + 1, end))) {
          const parsedClass = parseClass(definition);
          if (parsedClass !== undefined) classes.push(parsedClass);
          const parsedFunction = parseFunction(definition);
          if (parsedFunction !== undefined) functions.push(parsedFunction);
        }
      skipNext = false;
      i = end;
    } else if (line.startsWith("|")) {
      let end = i;
      while (lines[end]?.startsWith("|")) end++;
      if (!skipNext) values.push(...parseTable(lines.slice(i, end)));
      skipNext = false;
      i = end - 1;
    } else if (line.trim() !== "") skipNext = false;
  }
  return { functions, classes, values };
}

function splitDefinitions(block: readonly string[]): string[][] {
  const definitions: string[][] = [];
  let decorator: string | undefined;
  for (const line of block) {
    if (line.startsWith("@")) decorator = line;
    else if (/^(def|class) /.test(line)) {
      definitions.push(decorator === undefined ? [line] : [decorator, line]);
      decorator = undefined;
    } else if (!line.startsWith("#")) definitions.at(-1)?.push(line);
  }
  return definitions;
}

/** Code without docstring, comments and empty lines. */
function strip(lines: readonly string[]): string {
  return lines
    .join("\n")
    .replace(/^\s*"""[\s\S]*?"""\n?/gm, "")
    .split("\n")
    .map((line) => line.replace(/(^|\s)#.*$/, "").trimEnd())
    .filter((line) => line !== "")
    .join("\n");
}

function parseFunction(definition: readonly string[]): SpecFunction | undefined {
  const code = strip(definition);
  const match = /^def (\w+)\(([\s\S]*?)\)(?: -> [\s\S]*?)?:(?:\n| \.\.\.|$)/m.exec(code);
  if (match === null) return undefined;
  const parameters = splitTopLevel(match[2])
    .map((parameter) => parameter.trim())
    .filter((parameter) => parameter !== "" && parameter !== "*");
  const names = parameters.map((parameter) => /^\w+/.exec(parameter)![0]);
  const self = /^self:\s*(\w+)/.exec(parameters[0] ?? "");
  return {
    name: match[1],
    parameters: self === null ? names : names.slice(1),
    ...(self === null ? {} : { protocol: self[1] }),
    code,
  };
}

function parseClass(definition: readonly string[]): SpecClass | undefined {
  const dataclass = definition[0].startsWith("@dataclass");
  const code = strip(dataclass ? definition.slice(1) : definition);
  const match = /^class (\w+)(?:\((.*)\))?:/.exec(code);
  if (match === null) return undefined;
  const fields = [...code.matchAll(/^ {4}(\w+): ([^=\n]+?)(?: = .*)?$/gm)].map((field) => ({
    name: field[1],
    type: field[2],
  }));
  const size = /^ {4}(?:LENGTH|LIMIT|ACTIVE_FIELDS) = ([\s\S]*?)(?=\n {4}\w|$(?![\s\S]))/m.exec(code);
  return {
    name: match[1],
    dataclass,
    base: match[2] ?? "",
    fields,
    ...(size === null ? {} : { size: size[1].replace(/\s+/g, " ").trim() }),
    code,
  };
}

function parseTable(rows: readonly string[]): SpecValue[] {
  const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
  if (cells[0][1] !== "Name" || cells[0][2] !== "Value") return [];
  const values: SpecValue[] = [];
  for (const [, name, value] of cells.slice(2)) {
    const quotedName = /^`([A-Z][A-Z0-9_]*)`$/.exec(name);
    const quotedValue = /^`([^`]+)`/.exec(value);
    if (quotedName === null || quotedValue === null) continue;
    const stated = /\(= ([\d,]+)[,)]/.exec(value);
    values.push({
      name: quotedName[1],
      expression: quotedValue[1],
      ...(stated === null ? {} : { stated: stated[1].replaceAll(",", "").trim() }),
    });
  }
  return values;
}

/** Parts between commas that are in no bracket. */
export function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
