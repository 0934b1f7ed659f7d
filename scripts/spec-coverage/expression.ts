import { ceillog2, floorlog2 } from "../../src/spec/math.ts";
import { splitTopLevel } from "./markdown.ts";

/** A value of the specification: integers as bigint, bytes as lower-case hex, text, lists. */
export type Value = bigint | string | readonly Value[];

/** Raised for an expression that this small evaluator does not know. */
export class ExpressionError extends Error {
  override name = "ExpressionError";
}

/** What an expression may refer to. Both throw `ExpressionError` for what they do not know. */
export interface Scope {
  name(name: string): Value;
  /** The value of a function without parameters. */
  call(name: string): Value;
}

/**
 * Evaluates the Python expressions that the specification's tables and type limits are written in: integers, `+ - * //
 * **`, names, calls that only convert (`Gwei(…)`, `DomainType("0x…")`, `Hash32()`), byte strings and lists.
 * Throws `ExpressionError` for anything else.
 */
export function evaluate(expression: string, scope: Scope): Value {
  const text = expression.trim();
  const sum = splitOperator(text, ["+", "-"]);
  if (sum !== undefined) {
    const [left, operator, right] = sum;
    const a = evaluate(left, scope);
    const b = evaluate(right, scope);
    if (typeof a === "string" && typeof b === "string" && operator === "+") return a + b.replace(/^0x/, "");
    return operator === "+" ? integer(a, text) + integer(b, text) : integer(a, text) - integer(b, text);
  }
  const product = splitOperator(text, ["*", "//"]);
  if (product !== undefined) {
    const [left, operator, right] = product;
    const a = evaluate(left, scope);
    const b = integer(evaluate(right, scope), text);
    if (typeof a === "string") return `0x${a.slice(2).repeat(Number(b))}`;
    return operator === "*" ? integer(a, text) * b : integer(a, text) / b;
  }
  const power = /^([\w()]+) ?\*\* ?([\w()]+)$/.exec(text);
  if (power !== null && balanced(power[1]) && balanced(power[2]))
    return integer(evaluate(power[1], scope), text) ** integer(evaluate(power[2], scope), text);
  if (/^[\d_]+$/.test(text)) return BigInt(text.replaceAll("_", ""));
  const quoted = /^"([^"]*)"$/.exec(text);
  if (quoted !== null) return quoted[1].startsWith("0x") ? quoted[1].toLowerCase() : quoted[1];
  const byteString = /^b"((?:\\x[0-9a-fA-F]{2})*)"$/.exec(text);
  if (byteString !== null) return `0x${byteString[1].replaceAll("\\x", "").toLowerCase()}`;
  if (/^\[.*\]$/.test(text)) return splitTopLevel(text.slice(1, -1)).map((part) => evaluate(part, scope));
  const call = /^(\w+)\((.*)\)$/.exec(text);
  if (call !== null && balanced(call[2])) return evaluateCall(call[1], call[2], scope);
  if (/^\(.*\)$/.test(text) && balanced(text.slice(1, -1))) return evaluate(text.slice(1, -1), scope);
  if (/^\w+$/.test(text)) return scope.name(text);
  throw new ExpressionError(`cannot evaluate ${expression}`);
}

function evaluateCall(callee: string, argument: string, scope: Scope): Value {
  if (callee === "floorlog2") return BigInt(floorlog2(Number(integer(evaluate(argument, scope), argument))));
  if (callee === "ceillog2") return BigInt(ceillog2(Number(integer(evaluate(argument, scope), argument))));
  if (!/^[A-Z]/.test(callee)) {
    if (argument === "") return scope.call(callee);
    throw new ExpressionError(`cannot call ${callee}`);
  }
  if (argument === "" && callee === "Hash32") return `0x${"00".repeat(32)}`;
  return evaluate(argument, scope);
}

function integer(value: Value, context: string): bigint {
  if (typeof value !== "bigint") throw new ExpressionError(`not an integer in ${context}`);
  return value;
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === "(") depth++;
    if (char === ")" && --depth < 0) return false;
  }
  return depth === 0;
}

/** Splits at the last of the operators outside of brackets and quotes, as left-associative operators group. */
function splitOperator(text: string, operators: readonly string[]): [string, string, string] | undefined {
  let depth = 0;
  let quoted = false;
  for (let i = text.length - 1; i > 0; i--) {
    const char = text[i];
    if (char === '"') quoted = !quoted;
    if (quoted) continue;
    if (")]".includes(char)) depth++;
    if ("([".includes(char)) depth--;
    if (depth !== 0) continue;
    if (char === "*" && (text[i - 1] === "*" || text[i + 1] === "*")) continue;
    for (const operator of operators) {
      const start = i - operator.length + 1;
      if (start > 0 && text.slice(start, i + 1) === operator)
        return [text.slice(0, start), operator, text.slice(i + 1)];
    }
  }
  return undefined;
}
