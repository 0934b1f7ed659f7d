import {
  type BasicType,
  BitListType,
  BitVectorType,
  BooleanType,
  ByteListType,
  CompatibleUnionType,
  ContainerType,
  ListBasicType,
  ListCompositeType,
  ProgressiveBitListType,
  ProgressiveByteListType,
  ProgressiveContainerType,
  ProgressiveListBasicType,
  ProgressiveListCompositeType,
  type Type,
  UintBigintType,
  VectorBasicType,
  VectorCompositeType,
} from "@chainsafe/ssz";
import { toHex } from "../src/ssz/bytes.ts";
import { uint8, uint16, uint64 } from "../src/ssz/types.ts";
import { sameBytes, sameTree } from "./compare.ts";
import { type GeneralCase, Mismatch, type Runner } from "./runner.ts";

/** Declared by the case's name: https://github.com/ethereum/consensus-specs/tree/master/tests/formats/ssz_generic */
type TypeOf = (name: string) => Type<unknown>;

const BASIC: Readonly<Record<string, BasicType<unknown>>> = {
  bool: new BooleanType(),
  uint8: uint8 as BasicType<unknown>,
  uint16: uint16 as BasicType<unknown>,
  uint32: new UintBigintType(4),
  uint64: uint64 as BasicType<unknown>,
  uint128: new UintBigintType(16),
  uint256: new UintBigintType(32),
};

const { uint16: u16, uint32: u32, uint64: u64, uint8: u8 } = BASIC;

const SmallTestStruct = new ContainerType({ A: u16, B: u16 });
const FixedTestStruct = new ContainerType({ A: u8, B: u64, C: u32 });
const VarTestStruct = new ContainerType({ A: u16, B: new ListBasicType(u16, 1024), C: u8 });

const CONTAINERS: Readonly<Record<string, Type<unknown>>> = {
  SingleFieldTestStruct: new ContainerType({ A: u8 }),
  SmallTestStruct,
  FixedTestStruct,
  VarTestStruct,
  ComplexTestStruct: new ContainerType({
    A: u16,
    B: new ListBasicType(u16, 128),
    C: u8,
    D: new ByteListType(256),
    E: VarTestStruct,
    F: new VectorCompositeType(FixedTestStruct, 4),
    G: new VectorCompositeType(VarTestStruct, 2),
  }),
  ProgressiveTestStruct: new ContainerType({
    A: new ProgressiveByteListType(),
    B: new ProgressiveListBasicType(u64),
    C: new ProgressiveListCompositeType(SmallTestStruct),
    D: new ProgressiveListCompositeType(new ProgressiveListCompositeType(VarTestStruct)),
  }),
  BitsStruct: new ContainerType({
    A: new BitListType(5),
    B: new BitVectorType(2),
    C: new BitVectorType(1),
    D: new BitListType(6),
    E: new BitVectorType(8),
  }),
  ProgressiveBitsStruct: new ContainerType({
    A: new BitVectorType(256),
    B: new BitListType(256),
    C: new ProgressiveBitListType(),
    D: new BitVectorType(257),
    E: new BitListType(257),
    F: new ProgressiveBitListType(),
    G: new BitVectorType(1280),
    H: new BitListType(1280),
    I: new ProgressiveBitListType(),
    J: new BitVectorType(1281),
    K: new BitListType(1281),
    L: new ProgressiveBitListType(),
  }),
};

const active = (bits: string): boolean[] => [...bits].map((bit) => bit === "1");

const ProgressiveSingleFieldContainerTestStruct = new ProgressiveContainerType({ A: u8 }, active("1"));
const ProgressiveSingleListContainerTestStruct = new ProgressiveContainerType(
  { C: new ProgressiveBitListType() },
  active("00001"),
);
const ProgressiveVarTestStruct = new ProgressiveContainerType(
  { A: u8, B: new ListBasicType(u16, 123), C: new ProgressiveBitListType() },
  active("10101"),
);

const PROGRESSIVE_CONTAINERS: Readonly<Record<string, Type<unknown>>> = {
  ProgressiveSingleFieldContainerTestStruct,
  ProgressiveSingleListContainerTestStruct,
  ProgressiveVarTestStruct,
  ProgressiveComplexTestStruct: new ProgressiveContainerType(
    {
      A: u8,
      B: new ListBasicType(u16, 123),
      C: new ProgressiveBitListType(),
      D: new ProgressiveListBasicType(u64),
      E: new ProgressiveListCompositeType(SmallTestStruct),
      F: new ProgressiveListCompositeType(new ProgressiveListCompositeType(VarTestStruct)),
      G: new ListCompositeType(ProgressiveSingleFieldContainerTestStruct, 10),
      H: new ProgressiveListCompositeType(ProgressiveVarTestStruct),
    },
    active("1010100010001100000011"),
  ),
};

const COMPATIBLE_UNIONS: Readonly<Record<string, Type<unknown>>> = {
  CompatibleUnionA: new CompatibleUnionType({ 1: ProgressiveSingleFieldContainerTestStruct }),
  CompatibleUnionBC: new CompatibleUnionType({
    2: ProgressiveSingleListContainerTestStruct,
    3: ProgressiveVarTestStruct,
  }),
  CompatibleUnionABCA: new CompatibleUnionType({
    1: ProgressiveSingleFieldContainerTestStruct,
    2: ProgressiveSingleListContainerTestStruct,
    3: ProgressiveVarTestStruct,
    4: ProgressiveSingleFieldContainerTestStruct,
  }),
};

/** A case of the `valid` suite decodes to its value and root and back; one of `invalid` is refused. */
const handler =
  (typeOf: TypeOf) =>
  (testCase: GeneralCase): void => {
    const bytes = testCase.ssz("serialized");
    if (testCase.suite === "invalid") {
      refuses(testCase.name, typeOf, bytes);
      return;
    }
    const type = typeOf(testCase.name);
    const value = type.deserialize(bytes);
    sameTree("value", testCase.yaml("value.yaml"), plain(type.toJson(value)));
    sameBytes("serialized", bytes, type.serialize(value));
    sameTree("root", testCase.meta.root, toHex(type.hashTreeRoot(value)));
  };

/** Names may declare types that do not exist, as vectors of length 0: the declaration failing is right then. */
function refuses(name: string, typeOf: TypeOf, bytes: Uint8Array): void {
  let decoded: unknown;
  try {
    const type = typeOf(name);
    decoded = plain(type.toJson(type.deserialize(bytes)));
  } catch (error) {
    if (error instanceof UnknownName) throw error;
    return;
  }
  throw new Mismatch("serialized", "refused", JSON.stringify(decoded));
}

/** Raised where the case's name declares no type that this runner knows. */
class UnknownName extends Error {
  override name = "UnknownName";
}

function parts(name: string, pattern: RegExp): string[] {
  const found = pattern.exec(name);
  if (found === null) throw new UnknownName(`no type is known for the case ${name}`);
  return found.slice(1);
}

function oneOf<T>(types: Readonly<Record<string, T>>, key: string): T {
  const type = types[key];
  if (type === undefined) throw new UnknownName(`no type ${key} is known`);
  return type;
}

const structure =
  (types: Readonly<Record<string, Type<unknown>>>): TypeOf =>
  (name) =>
    oneOf(types, parts(name, /^([A-Za-z]+)/)[0]);

/** Scalars as the vectors' YAML has them: decimal strings, `true`, lower-case hex. Bytes may be a list or hex there. */
function plain(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(plain);
  if (typeof json === "object" && json !== null) {
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, plain(value)]));
  }
  return String(json);
}

/** SSZ of the `general` preset: what `@chainsafe/ssz` gives us to build on. */
export const runner: Runner<GeneralCase> = {
  name: "ssz_generic",
  handlers: {
    basic_progressive_list: handler((name) => {
      const [element] = parts(name, /^proglist_([a-z0-9]+)/);
      return new ProgressiveListBasicType(oneOf(BASIC, element));
    }),
    basic_vector: handler((name) => {
      const [element, length] = parts(name, /^vec_([a-z0-9]+)_(\d+)/);
      return new VectorBasicType(oneOf(BASIC, element), Number(length));
    }),
    bitlist: handler((name) => {
      const [limit] = parts(name, /^bitlist_(\d+|no)/);
      // "no_delimiter": no limit is declared, and without the delimiting bit none would do.
      return new BitListType(limit === "no" ? 8 : Number(limit));
    }),
    bitvector: handler((name) => new BitVectorType(Number(parts(name, /^bitvec_(\d+)/)[0]))),
    boolean: handler(() => BASIC.bool),
    compatible_unions: handler(structure(COMPATIBLE_UNIONS)),
    containers: handler(structure(CONTAINERS)),
    progressive_bitlist: handler(() => new ProgressiveBitListType()),
    progressive_containers: handler(structure(PROGRESSIVE_CONTAINERS)),
    uints: handler((name) => oneOf(BASIC, `uint${parts(name, /^uint_(\d+)/)[0]}`)),
  },
};
