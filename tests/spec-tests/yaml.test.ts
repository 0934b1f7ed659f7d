import { expect, test } from "bun:test";
import { parse } from "yaml";
import { parseYaml } from "../../spec-tests/harness/yaml.ts";

test.each([
  "a: b c d\nx: {y: 1, z: [a b, 'q''r, 1', \"s, \\\" 2\"]}\n",
  "# hi: 1\na: 1 # comment 2\nb: 2\n",
  "- 1\n- - 2\n  - 3\n-\n  a: -5\n",
  "a: text, with comma 1\nb: null\nc:\nd: ''\ne: []\nf: {}\ng: http://x:1/2\nh: a#b\n",
  "a: 0x00000001\nb: 12e5\nc: .5\n'd': ~\ne: 18446744073709551615\n",
  "a: |\n  text 1\n  more\n",
  "a: folded\n  text\n",
  "a: 'folded\n\n  text'\n",
  "- {a: 1,b: true}\n- [x:y, z]\n",
  "---\na: &x 1\nb: *x\n",
])("keeps every scalar as text: %j", (text) => {
  expect(parseYaml(text)).toEqual(parse(text, { schema: "failsafe" }));
});
