import { Mismatch, type TestCase } from "../runner.ts";
import { readValue, specFor } from "../support.ts";

/** Updates that are ordered from the best to the worst. */
export function checkUpdateRanking(testCase: TestCase): void {
  const spec = specFor(testCase);
  const updates = Array.from({ length: Number(testCase.meta.updates_count) }, (_, i) =>
    readValue(testCase, `updates_${i}`, spec.types.LightClientUpdate),
  );
  updates.forEach((better, i) => {
    for (let j = i + 1; j < updates.length; j++) {
      const worse = updates[j]!;
      expect(`is_better_update(${i}, ${j})`, true, spec.is_better_update(better, worse));
      expect(`is_better_update(${j}, ${i})`, false, spec.is_better_update(worse, better));
    }
  });
}

function expect(what: string, expected: boolean, actual: boolean): void {
  if (expected !== actual) throw new Mismatch(what, String(expected), String(actual));
}
