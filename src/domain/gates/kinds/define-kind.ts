import { z } from 'zod';
import type { GateSubject, SeenEvidence } from '../../../core/gates/index.js';
import type { RequirementBase } from '../model/index.js';

/** For what, and when, evidence is looked at. */
export interface GateMoment {
  readonly deployment: string;
  readonly subject: GateSubject;
  readonly nowMs: number;
}

/** A kind of evidence that gates ask for. What is seen of it is looked up by the service; what it means is judged here, without any. */
export interface EvidenceKind<Demand extends RequirementBase = RequirementBase, Seen = unknown> {
  readonly kind: string;
  /** What it is evidence of, as a sentence for the guide. */
  readonly meaning: string;
  readonly schema: z.ZodObject;
  /** Who can supply it. */
  readonly who: (demand: Demand) => readonly string[];
  readonly judge: (demand: Demand, seen: Seen, moment: GateMoment) => SeenEvidence;
}

/** Any kind, whatever it asks for and looks at. */
// biome-ignore lint/suspicious/noExplicitAny: functions of each kind stand in its place, of which no other type holds them all.
export type AnyKind = EvidenceKind<any, any>;

/** Name of a requirement within its gate. */
const ID = /^[a-z][a-z0-9-]{0,40}$/;

type DemandOf<Name extends string, Members extends z.ZodRawShape> = z.output<z.ZodObject<Members, z.core.$strict>> & {
  readonly id: string;
  readonly kind: Name;
};

/**
 * Declares a kind of evidence. It is listed in `kinds/index.ts`, and the service says there where it is looked up.
 *
 * @example
 * export const drill = defineKind('drill', 'That stopping was practised.', { withinDays: z.int() }, {
 *   who: () => ['stop-authority'],
 *   judge: ({ withinDays }, seen: Drill | null, { nowMs }) => ...,
 * });
 */
export function defineKind<const Name extends string, Members extends z.ZodRawShape, Seen>(
  kind: Name,
  meaning: string,
  members: Members,
  {
    who,
    judge,
  }: {
    readonly who: (demand: DemandOf<Name, Members>) => readonly string[];
    readonly judge: (demand: DemandOf<Name, Members>, seen: Seen, moment: GateMoment) => SeenEvidence;
  },
): EvidenceKind<DemandOf<Name, Members>, Seen> {
  const id = z.string().regex(ID, 'small letters, digits and hyphens, a letter first');
  const schema = z.strictObject({ id, kind: z.literal(kind), ...members });
  return { kind, meaning, schema: schema as unknown as z.ZodObject, who, judge };
}

/** Most days for which evidence may count: ten years, as long as records of high-risk systems are kept. */
export const MOST_DAYS = 3653;

/** Days for which evidence counts. */
export const days = (): z.ZodInt => z.int().min(1).max(MOST_DAYS);
