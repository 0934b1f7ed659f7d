/**
 * Fork choice as the documents have it, word for word on plain maps and without anything remembered: what the tree's
 * answers are compared with. Roots are hex strings.
 */

export const EMPTY = 0;
export const FULL = 1;
export const PENDING = 2;

export interface Node {
  readonly root: string;
  readonly status: number;
}

export interface ModelCheckpoint {
  readonly epoch: number;
  readonly root: string;
}

export interface ModelBlock {
  readonly slot: number;
  readonly parent: string;
  readonly proposer: number;
  /** From before Gloas: always full. */
  readonly embedded: boolean;
  readonly parentHash: string;
  readonly hash: string;
  readonly justified: ModelCheckpoint;
  readonly unrealized: ModelCheckpoint;
  readonly timely: readonly [boolean, boolean];
}

export interface ModelVote {
  readonly slot: number;
  /** Null for a block that was removed. */
  readonly root: string | null;
  readonly present: boolean;
}

/** What the votes weigh by a state. */
export interface Measure {
  readonly balances: readonly number[];
}

export interface Model {
  slot: number;
  readonly slotsPerEpoch: number;
  justified: ModelCheckpoint;
  finalized: ModelCheckpoint;
  boost: string | null;
  readonly blocks: Map<string, ModelBlock>;
  readonly payloads: Set<string>;
  readonly votes: Map<number, ModelVote>;
  readonly equivocating: Set<number>;
  readonly timelyVotes: Map<string, (boolean | null)[]>;
  readonly availableVotes: Map<string, (boolean | null)[]>;
}

/** What depends on states: of the justified checkpoint, and of a block's committees. */
export interface ModelStates {
  readonly measure: Measure;
  /** Percent of a slot's committees, in Gwei. */
  committeeFraction(percent: number): number;
  committeeOf(root: string): readonly number[];
  effectiveBalance(validator: number): number;
}

const BOOST_PERCENT = 40;
const WEAK_PERCENT = 20;
const STRONG_PERCENT = 160;

/** The rules from Gloas on, or, with `isGloas` false, those of before, where every node is pending. */
export class Reference {
  readonly model: Model;
  readonly states: ModelStates;
  readonly isGloas: boolean;
  readonly threshold: number;

  constructor(model: Model, states: ModelStates, isGloas: boolean, ptcSize: number) {
    this.model = model;
    this.states = states;
    this.isGloas = isGloas;
    this.threshold = Math.floor(ptcSize / 2);
  }

  block(root: string): ModelBlock {
    const block = this.model.blocks.get(root);
    if (block === undefined) throw new Error(`unknown block ${root}`);
    return block;
  }

  isVerified(root: string): boolean {
    return this.block(root).embedded || this.model.payloads.has(root);
  }

  parentStatus(block: ModelBlock): number {
    if (!this.isGloas) return PENDING;
    const parent = this.block(block.parent);
    return parent.embedded || block.parentHash === parent.hash ? FULL : EMPTY;
  }

  ancestor(node: Node, slot: number): Node {
    const block = this.block(node.root);
    return block.slot > slot ? this.ancestor({ root: block.parent, status: this.parentStatus(block) }, slot) : node;
  }

  isAncestor(node: Node, ancestor: Node): boolean {
    const found = this.ancestor(node, this.block(ancestor.root).slot);
    return found.root === ancestor.root && (found.status === ancestor.status || ancestor.status === PENDING);
  }

  checkpointBlock(root: string, epoch: number): string {
    return this.ancestor({ root, status: PENDING }, epoch * this.model.slotsPerEpoch).root;
  }

  supported(vote: ModelVote & { readonly root: string }): Node {
    const block = this.block(vote.root);
    if (!this.isGloas || block.slot >= vote.slot) return { root: vote.root, status: PENDING };
    return { root: vote.root, status: vote.present || block.embedded ? FULL : EMPTY };
  }

  score(node: Node, measure: Measure): number {
    let sum = 0;
    for (const [validator, vote] of this.model.votes) {
      const { root } = vote;
      if (root === null || this.model.equivocating.has(validator)) continue;
      if (this.isAncestor(this.supported({ ...vote, root }), node)) sum += measure.balances[validator] ?? 0;
    }
    return sum;
  }

  isHeadWeak(root: string): boolean {
    let weight = this.score({ root, status: PENDING }, this.states.measure);
    for (const member of this.states.committeeOf(root))
      if (this.model.equivocating.has(member)) weight += this.states.effectiveBalance(member);
    return weight < this.states.committeeFraction(WEAK_PERCENT);
  }

  isParentStrong(root: string): boolean {
    const parent = { root: this.block(root).parent, status: PENDING };
    return this.score(parent, this.states.measure) > this.states.committeeFraction(STRONG_PERCENT);
  }

  isBoostApplied(): boolean {
    const { boost, blocks } = this.model;
    if (boost === null) return false;
    if (!this.isGloas) return true;
    const { slot, parent: parentRoot } = this.block(boost);
    const parent = this.block(parentRoot);
    if (parent.slot + 1 < slot || !this.isHeadWeak(parentRoot)) return true;
    return ![...blocks].some(
      ([root, block]) =>
        block.timely[1] && block.proposer === parent.proposer && block.slot + 1 === slot && root !== parentRoot,
    );
  }

  isPayloadDecision(node: Node): boolean {
    const block = this.block(node.root);
    return this.isGloas && !block.embedded && block.slot + 1 === this.model.slot && node.status !== PENDING;
  }

  weight(node: Node): number {
    if (this.isPayloadDecision(node)) return 0;
    const score = this.score(node, this.states.measure);
    const { boost } = this.model;
    if (boost === null || !this.isBoostApplied()) return score;
    const isBoosted = this.isAncestor({ root: boost, status: PENDING }, node);
    return isBoosted ? score + this.states.committeeFraction(BOOST_PERCENT) : score;
  }

  children(node: Node): Node[] {
    if (this.isGloas && node.status === PENDING) {
      const own: Node[] = this.block(node.root).embedded ? [] : [{ root: node.root, status: EMPTY }];
      return this.isVerified(node.root) ? [...own, { root: node.root, status: FULL }] : own;
    }
    return [...this.model.blocks]
      .filter(([, block]) => block.parent === node.root && this.model.blocks.has(block.parent))
      .filter(([, block]) => !this.isGloas || this.parentStatus(block) === node.status)
      .map(([root]) => ({ root, status: PENDING }));
  }

  votingSource(root: string): ModelCheckpoint {
    const { slot, slotsPerEpoch } = this.model;
    const block = this.block(root);
    return Math.floor(slot / slotsPerEpoch) > Math.floor(block.slot / slotsPerEpoch)
      ? block.unrealized
      : block.justified;
  }

  filter(node: Node): Node[] {
    const children = this.children(node);
    if (children.length > 0) {
      const viable = children.flatMap((child) => this.filter(child));
      return viable.length > 0 ? [...viable, node] : [];
    }
    const { justified, finalized, slot, slotsPerEpoch } = this.model;
    const source = this.votingSource(node.root);
    const isJustified =
      justified.epoch === 0 || source.epoch === justified.epoch || source.epoch + 2 >= Math.floor(slot / slotsPerEpoch);
    const isFinalized = finalized.epoch === 0 || finalized.root === this.checkpointBlock(node.root, finalized.epoch);
    return isJustified && isFinalized ? [node] : [];
  }

  filtered(): Node[] {
    return this.filter({ root: this.model.justified.root, status: PENDING });
  }

  timeliness(root: string, timely: boolean): boolean {
    return this.carried(root, this.model.timelyVotes, timely);
  }

  availability(root: string, available: boolean): boolean {
    return this.carried(root, this.model.availableVotes, available);
  }

  shouldExtend(root: string): boolean {
    if (!this.isVerified(root)) return false;
    const { boost } = this.model;
    if (this.timeliness(root, true) && this.availability(root, true)) return true;
    if (boost === null) return true;
    const boosted = this.block(boost);
    return boosted.parent !== root || this.parentStatus(boosted) === FULL;
  }

  tiebreaker(node: Node): number {
    if (!this.isPayloadDecision(node)) return node.status;
    if (node.status === EMPTY) return 1;
    return this.shouldExtend(node.root) ? 2 : 0;
  }

  head(): Node {
    const { justified } = this.model;
    const viable = new Set(this.filtered().map(keyOf));
    if (this.isGloas && viable.size === 0)
      return { root: justified.root, status: this.block(justified.root).embedded ? FULL : EMPTY };
    for (let head: Node = { root: justified.root, status: PENDING }; ; ) {
      const children = this.children(head).filter((child) => viable.has(keyOf(child)));
      if (children.length === 0) return head;
      const ranked = children.map((child) => ({
        child,
        weight: this.weight(child),
        tiebreaker: this.isGloas ? this.tiebreaker(child) : 0,
      }));
      ranked.sort((a, b) => b.weight - a.weight || order(b.child.root, a.child.root) || b.tiebreaker - a.tiebreaker);
      head = ranked[0]!.child;
    }
  }

  private carried(root: string, votes: ReadonlyMap<string, readonly (boolean | null)[]>, wanted: boolean): boolean {
    if (this.block(root).embedded) return wanted;
    if (!this.isVerified(root)) return !wanted;
    return votes.get(root)!.filter((vote) => vote === wanted).length > this.threshold;
  }
}

export const keyOf = (node: Node): string => `${node.root}:${node.status}`;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
