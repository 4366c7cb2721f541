import { z } from 'zod';
import type { EvidenceItem } from '../../../core/gates/index.js';
import {
  type Control,
  type ControlPack,
  type ControlResult,
  evaluateOne,
  type KnownFindings,
  keptUntil,
  type SystemFacts,
  touches,
} from '../../controls/index.js';
import { defineKind } from './define-kind.js';
import { digestOf } from './digest-of.js';

/** What records tell of the system, with this deployment alone; null where the deployment is of no system. */
export interface SeenControls {
  readonly facts: SystemFacts | null;
  readonly packs: readonly ControlPack[];
}

const MOST_CONTROLS = 200;
/** Most controls that are told by name where they are open. */
const MOST_TOLD = 5;
const name = z.string().trim().min(1).max(100);

/** What is wanted of a control; what a person says, which nobody checked, only where the gate says so. */
const WANTED: readonly ControlResult['status'][] = ['met', 'waived', 'not-applicable', 'not-yet-in-force', 'repealed'];

/** That records are evidence for controls of law and standards, as far as they hold for the system. */
export const control = defineKind(
  'control',
  'Each of some controls is met by records, waived, or does not hold for the system on the day. Evidence for a control, and never that a law is complied with.',
  {
    controls: z.array(name).min(1).max(MOST_CONTROLS).optional().meta({
      description: 'Names of controls; a name that no pack has leaves the gate undecided',
    }),
    framework: name.optional().meta({ description: 'All controls of a framework, such as eu-ai-act' }),
    place: z
      .string()
      .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'a place such as EU, US-CO or GB')
      .optional()
      .meta({
        description: 'All controls of frameworks that hold there, or of the framework that is named if it does',
      }),
    stated: z.boolean().default(false).meta({
      description: 'Whether a control counts of which a person says that it is kept, which nobody checked',
    }),
  },
  {
    who: () => ['owner', 'validator', 'legal'],
    judge(demand, { facts, packs }: SeenControls, { nowMs: atMs }) {
      if (facts === null) return { status: 'unknown', why: 'the deployment is of no system that is registered' };
      const asked = askedOf(demand, packs);
      if ('why' in asked) return { status: 'unknown', why: asked.why };
      const known: KnownFindings = new Map();
      const wanted = demand.stated ? [...WANTED, 'stated' as const] : WANTED;
      const isWanted = ({ status }: ControlResult): boolean => wanted.includes(status);
      const found = asked.controls.map((one) => ({
        ...one,
        result: evaluateOne({ ...one, facts, atMs, known }),
      }));
      const open = found.filter(({ result }) => !isWanted(result)).map(({ result }) => result);
      if (open.length > 0) {
        const told = open
          .slice(0, MOST_TOLD)
          .map(({ control: { id }, status, because }) => `${id} (${status}: ${because})`);
        const more = open.length > MOST_TOLD ? `; and ${open.length - MOST_TOLD} more` : '';
        const isKnown = open.some(({ status }) => status === 'gap');
        return { status: isKnown ? 'lacking' : 'unknown', why: `${told.join('; ')}${more}` };
      }
      const ends = found.flatMap(
        ({ control: of, pack }) => keptUntil({ control: of, pack, facts, atMs, known }, isWanted) ?? [],
      );
      return {
        status: 'met',
        items: [
          itemOf(
            found.map(({ result }) => result),
            ends.length === 0 ? null : Math.min(...ends),
          ),
        ],
      };
    },
  },
);

interface AskedControl {
  readonly control: Control;
  readonly pack: ControlPack;
}

interface Demanded {
  readonly controls?: readonly string[] | undefined;
  readonly framework?: string | undefined;
  readonly place?: string | undefined;
}

/** The controls that are asked for. None at all is no evidence: a name that no pack has would let everything pass. */
function askedOf(
  { controls: names, framework, place }: Demanded,
  packs: readonly ControlPack[],
): { readonly controls: readonly AskedControl[] } | { readonly why: string } {
  const all = packs.flatMap((pack) => pack.controls.map((one) => ({ control: one, pack })));
  const missing = (names ?? []).filter((id) => all.every(({ control: one }) => one.id !== id));
  if (missing.length > 0) return { why: `no pack has the control ${missing.join(', ')}` };
  const isOfWhole = framework !== undefined || place !== undefined;
  const controls = all.filter(
    ({ control: { id }, pack }) =>
      names?.includes(id) === true ||
      (isOfWhole &&
        (framework === undefined || pack.framework === framework) &&
        (place === undefined || touches(pack.jurisdictions, [place]))),
  );
  if (controls.length > 0) return { controls };
  const what = [framework, place].filter((one) => one !== undefined).join(' in ');
  return { why: what === '' ? 'the gate names no control, framework or place' : `no pack has a control of ${what}` };
}

/** What each control comes to, as far as it is signed for: evidence that grows newer takes nothing away. */
function standingOf({ status, waivers }: ControlResult): unknown {
  if (status === 'waived') return waivers.map(({ id, reason, untilMs, by }) => ({ waiver: id, reason, untilMs, by }));
  if (status === 'stated' || status === 'not-applicable') return status;
  // Law that begins and is kept by then changes nothing of what was signed.
  return 'kept';
}

const CHECKS = new WeakMap<Control, string>();

/** Digest of what a control is held against, so that a weaker check under the same name is another one. */
function digestOfControl(one: Control): string {
  const { checks, periods, when, repealedAt } = one;
  const digest = CHECKS.get(one) ?? digestOf({ checks, periods, when, repealedAt });
  CHECKS.set(one, digest);
  return digest;
}

function itemOf(results: readonly ControlResult[], untilMs: number | null): EvidenceItem {
  const bound = results
    .map((one) => ({
      id: one.control.id,
      framework: one.framework,
      asks: digestOfControl(one.control),
      is: standingOf(one),
    }))
    .toSorted((a, b) => (`${a.framework} ${a.id}` < `${b.framework} ${b.id}` ? -1 : 1));
  const of = (status: ControlResult['status']): number => results.filter((one) => one.status === status).length;
  const counts = (['met', 'stated', 'waived', 'not-applicable', 'not-yet-in-force', 'repealed'] as const)
    .filter((status) => of(status) > 0)
    .map((status) => `${of(status)} ${status.replaceAll('-', ' ')}`);
  const waived = results.flatMap(({ control: { id }, waivers }) =>
    waivers.map(({ reason, untilMs: ends }) => `${id} waived until ${new Date(ends).toISOString()}: ${reason}`),
  );
  const what = [`controls: ${counts.join(', ')}`, ...waived.slice(0, MOST_TOLD)].join('; ');
  return { digest: digestOf(bound), kind: 'control', what, untilMs };
}
