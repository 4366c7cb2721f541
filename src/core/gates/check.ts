import { type Approver, assignSignOffs, digestOfSet, type SignOff } from './signing.js';
import type { GateSubject } from './spans.js';

/** A piece of evidence that a gate may stand on. */
export interface EvidenceItem {
  readonly digest: string;
  readonly kind: string;
  /** What it is, for people. */
  readonly what: string;
  /** From then on it is too old, ms; null for what does not age. */
  readonly untilMs: number | null;
}

/** What was seen of a requirement. Evidence of which nothing is known is none. */
export type SeenEvidence =
  /** What the gate may stand on, the best first. */
  | { readonly status: 'met'; readonly items: readonly [EvidenceItem, ...EvidenceItem[]] }
  | { readonly status: 'lacking'; readonly why: string; readonly sinceMs?: number | undefined }
  | { readonly status: 'unknown'; readonly why: string };

export interface SeenRequirement {
  readonly id: string;
  readonly kind: string;
  /** Who can supply the evidence: roles, or what has to run. */
  readonly who: readonly string[];
  readonly seen: SeenEvidence;
}

/** Everything by which a gate is judged. */
export interface GateInput {
  /** Digest of what the gate asks for. */
  readonly gate: string;
  readonly deployment: string;
  readonly subject: GateSubject;
  readonly requirements: readonly SeenRequirement[];
  readonly approvers: readonly Approver[];
  /** Time for which a signature counts, ms. */
  readonly holdsMs: number;
  /** Signatures that were not taken back, in any order. */
  readonly signOffs: readonly SignOff[];
  readonly nowMs: number;
}

/** What a gate lacks. */
export interface Missing {
  readonly requirement: string;
  readonly evidence: string;
  readonly who: readonly string[];
  readonly sinceMs: number | null;
  /** Whether it is not known, rather than known to be missing. */
  readonly isUnknown: boolean;
}

/** A set of evidence with its digest. */
export interface SignableSet {
  readonly digest: string;
  readonly items: readonly (EvidenceItem & { readonly requirement: string })[];
  /** From then on something of it is too old, ms; infinite for what does not age. */
  readonly untilMs: number;
}

/** `undecided`: nothing is known to be missing, and something is not known. It lets no decision through either. */
export type GateState = 'open' | 'closed' | 'undecided';

export interface GateVerdict {
  readonly state: GateState;
  /** Until when it is open by what it stands on, ms; null unless it is open. */
  readonly untilMs: number | null;
  /** What it stands on; null unless it is open. */
  readonly stoodOn: SignableSet | null;
  /** The signatures that it stands on, one for each approver; empty unless it is open. */
  readonly signOffs: readonly SignOff[];
  /** What is to be signed next: a set that somebody signed already and is still good, else the newest. Null while evidence is missing. */
  readonly toSign: SignableSet | null;
  /** The newest set of evidence, where it is another than the one to be signed: it holds longer. */
  readonly newest: SignableSet | null;
  readonly missing: readonly Missing[];
}

/**
 * Judges a gate at a moment. It is open where one and the same set of evidence is good now, piece by piece, and every approver has signed
 * exactly that set, each another person. A signature under a set of which one piece is too old, was contradicted or is another now counts
 * for nothing.
 */
export function checkGate(input: GateInput): GateVerdict {
  const { requirements, nowMs } = input;
  const good = requirements.map((one) => goodOf(one, nowMs));
  const missing = good.flatMap((one) => ('missing' in one ? [one.missing] : []));
  if (missing.length > 0) {
    const state = missing.every(({ isUnknown }) => isUnknown) ? 'undecided' : 'closed';
    return { state, untilMs: null, stoodOn: null, signOffs: [], toSign: null, newest: null, missing };
  }
  const items = new Map(good.flatMap((one) => ('items' in one ? [[one.id, one.items] as const] : [])));
  const newest = setOf(input, new Map([...items].map(([id, [first]]) => [id, first!])));
  const sets = [...signedSets(input, items), newest];
  const judged = sets
    .filter(({ digest }, at) => sets.findIndex((one) => one.digest === digest) === at)
    .map((set) => signed(input, set));
  const open = judged.filter(({ untilMs }) => untilMs > nowMs).toSorted((a, b) => b.untilMs - a.untilMs)[0];
  const joined = judged.find(({ set, given }) => set.digest !== newest.digest && given.includes(null));
  const toSign = joined?.set ?? newest;
  const other = toSign.digest === newest.digest ? null : newest;
  if (open !== undefined) {
    const signOffs = open.given.filter((one) => one !== null);
    return { state: 'open', untilMs: open.untilMs, stoodOn: open.set, signOffs, toSign, newest: other, missing: [] };
  }
  const { given } = judged.find(({ set }) => set.digest === toSign.digest)!;
  const unsigned = input.approvers.flatMap(({ role }, at) => (given[at] === null ? [unsignedBy(role, toSign)] : []));
  return { state: 'closed', untilMs: null, stoodOn: null, signOffs: [], toSign, newest: other, missing: unsigned };
}

type Good =
  | { readonly missing: Missing }
  | { readonly id: string; readonly items: readonly [EvidenceItem, ...EvidenceItem[]] };

/** Evidence that is too old by now is none, whenever it was looked at. */
function goodOf({ id, who, seen }: SeenRequirement, nowMs: number): Good {
  const lacks = (evidence: string, sinceMs: number | null, isUnknown: boolean): Good => ({
    missing: { requirement: id, evidence, who, sinceMs, isUnknown },
  });
  if (seen.status === 'unknown') return lacks(seen.why, null, true);
  if (seen.status === 'lacking') return lacks(seen.why, seen.sinceMs ?? null, false);
  const [first, ...others] = seen.items.filter(({ untilMs }) => untilMs === null || untilMs > nowMs);
  if (first !== undefined) return { id, items: [first, ...others] };
  const untilMs = Math.max(...seen.items.map((item) => item.untilMs ?? 0));
  return lacks(`${seen.items[0].what} is too old`, untilMs, false);
}

/** The sets that somebody signed and that are made of what is good now and of nothing else, those that were signed last first. */
function signedSets(
  input: GateInput,
  items: ReadonlyMap<string, readonly [EvidenceItem, ...EvidenceItem[]]>,
): SignableSet[] {
  return input.signOffs
    .toSorted((a, b) => b.atMs - a.atMs)
    .flatMap(({ set: digest, evidence }) => {
      if (Object.keys(evidence).length !== items.size) return [];
      const chosen = new Map<string, EvidenceItem>();
      for (const [id, offered] of items) {
        const item = Object.hasOwn(evidence, id) ? offered.find((one) => one.digest === evidence[id]) : undefined;
        if (item === undefined) return [];
        chosen.set(id, item);
      }
      const set = setOf(input, chosen);
      // The digest is made anew: a signature under another gate, deployment, version, cutoff or policy is none under this one.
      return set.digest === digest ? [set] : [];
    });
}

function setOf({ gate, deployment, subject }: GateInput, items: ReadonlyMap<string, EvidenceItem>): SignableSet {
  const evidence = Object.fromEntries([...items].map(([id, { digest }]) => [id, digest]));
  return {
    digest: digestOfSet({ gate, deployment, subject, evidence }),
    items: [...items].map(([requirement, item]) => ({ requirement, ...item })),
    untilMs: Math.min(...[...items.values()].map(({ untilMs }) => untilMs ?? Number.POSITIVE_INFINITY)),
  };
}

/** Which approvers signed a set, and until when it would hold; -1 where one has not. */
function signed({ approvers, signOffs, holdsMs, nowMs }: GateInput, set: SignableSet) {
  const under = signOffs.filter((one) => one.set === set.digest && one.atMs <= nowMs && nowMs < one.atMs + holdsMs);
  // Of two signatures the younger one holds longer.
  const given = assignSignOffs(
    approvers,
    under.toSorted((a, b) => b.atMs - a.atMs),
  );
  const times = given.map((one) => (one === null ? -1 : one.atMs + holdsMs));
  return { set, given, untilMs: Math.min(set.untilMs, ...times) };
}

const unsignedBy = (role: string, { digest }: SignableSet): Missing => ({
  requirement: `sign-off ${role}`,
  evidence: `nobody has signed the evidence ${digest} as ${role}`,
  ...{ who: [role], sinceMs: null, isUnknown: false },
});
