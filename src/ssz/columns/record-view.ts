import type { RecordShape } from "./record-shape.ts";

/** What a view needs of the column of a field. */
interface ViewedColumn {
  get(index: number): unknown;
  value(index: number): unknown;
  set(index: number, value: never): void;
}

/** Makes views of elements: every property reads and writes the column of its field. */
export type RecordViewClass = new (columns: readonly ViewedColumn[], index: number) => object;

const classes = new WeakMap<RecordShape, RecordViewClass>();

/** The class of a container's views, made once. */
export function recordViewClass(shape: RecordShape): RecordViewClass {
  let known = classes.get(shape);
  if (known === undefined) {
    known = makeClass(shape);
    classes.set(shape, known);
  }
  return known;
}

function makeClass(shape: RecordShape): RecordViewClass {
  class RecordView {
    // No field of a container begins with a dollar sign.
    readonly $columns: readonly ViewedColumn[];
    readonly $index: number;

    constructor(columns: readonly ViewedColumn[], index: number) {
      this.$columns = columns;
      this.$index = index;
    }

    toJSON(): object {
      return Object.fromEntries(
        shape.fields.map(({ name, kind }, i) => {
          const value = this.$columns[i]!.value(this.$index);
          return [name, kind === "boolean" ? value === 1 : value];
        }),
      );
    }

    /** What a debugger or a failing test shows. */
    [Symbol.for("nodejs.util.inspect.custom")](): object {
      return this.toJSON();
    }
  }
  shape.fields.forEach(({ name, kind }, i) => {
    const column = (view: RecordView) => view.$columns[i]!;
    Object.defineProperty(RecordView.prototype, name, {
      enumerable: true,
      ...(kind === "boolean"
        ? {
            get(this: RecordView): boolean {
              return column(this).get(this.$index) === 1;
            },
            set(this: RecordView, value: unknown) {
              column(this).set(this.$index, (typeof value === "boolean" ? Number(value) : value) as never);
            },
          }
        : {
            get(this: RecordView): unknown {
              return column(this).get(this.$index);
            },
            set(this: RecordView, value: never) {
              column(this).set(this.$index, value);
            },
          }),
    });
  });
  return RecordView;
}
