import { z } from 'zod';
import { BARS, GATE_MODES, SIGNING_ROLES } from '../../../core/gates/index.js';
import { digestOf, KIND_NAMES, KINDS } from '../kinds/index.js';
import { GATE_LIMITS, type Requirement, type WantedGate } from '../model/index.js';

const MAX_NAME = 256;
/** Minutes for which a record may wait with its sender, unless a gate says otherwise. */
const DEFAULT_LATE_MINUTES = 60;
/** Days for which a signature counts, unless a gate says otherwise: a quarter. */
const DEFAULT_HOLDS_DAYS = 90;
const DEFAULT_WAIVER_DAYS = 30;

const name = z.string().trim().min(1).max(MAX_NAME);

const [first, ...others] = KIND_NAMES.map((kind) => KINDS[kind].schema);
const requirement = z.discriminatedUnion('kind', [first!, ...others], {
  error: ({ code }) =>
    code === 'invalid_union' ? `no such kind of evidence: kinds are ${KIND_NAMES.join(', ')}` : undefined,
}) as unknown as z.ZodType<Requirement>;

const approver = z.strictObject({
  role: z.enum(SIGNING_ROLES),
  not: z.array(z.enum(BARS)).max(BARS.length).default([]).meta({
    description: 'Who must not give this signature, whatever roles they have; a validator never is a builder',
  }),
});

/** The gate of one deployment in a document of `admin apply`. */
export const wantedGate = z
  .strictObject({
    deployment: name,
    mode: z.enum(GATE_MODES).meta({
      description: 'observe: what a closed gate would refuse is counted. enforce: it is refused',
    }),
    places: z.array(name).min(1).max(GATE_LIMITS.places).nullable().default(null).meta({
      description:
        'Places for which it stands, such as EU or US-FL; decisions of other places, and of none, do not pass',
    }),
    lateMinutes: z.int().min(0).max(GATE_LIMITS.lateMinutes).default(DEFAULT_LATE_MINUTES).meta({
      description: 'Minutes after a decision within which its record is taken although the gate is closed by now',
    }),
    requires: z.array(requirement).min(1).max(GATE_LIMITS.requirements),
    approvers: z.array(approver).min(1).max(GATE_LIMITS.approvers),
    holdsDays: z.int().min(1).max(GATE_LIMITS.holdsDays).default(DEFAULT_HOLDS_DAYS).meta({
      description: 'Days for which a signature counts',
    }),
    waivers: z
      .strictObject({
        above: z.array(name).min(1).max(GATE_LIMITS.above).meta({
          description: 'Names of accounts of people above the owner: one of them takes part in every waiver',
        }),
        mostDays: z.int().min(1).max(GATE_LIMITS.waiverDays).default(DEFAULT_WAIVER_DAYS),
      })
      .nullable()
      .default(null)
      .meta({ description: 'Who may waive a requirement for a time; nobody, unless written' }),
  })
  .superRefine(({ requires, approvers }, context) => {
    const mistake = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    requires.forEach(({ kind, controls, framework, place }, at) => {
      if (kind === 'control' && controls === undefined && framework === undefined && place === undefined)
        mistake(['requires', at], 'name controls, a framework or a place: without them nothing is asked for');
    });
    const ids = requires.map(({ id }) => id);
    const twice = ids.findIndex((id, at) => ids.indexOf(id) < at);
    if (twice >= 0) mistake(['requires', twice, 'id'], `two requirements are called "${ids[twice]}"`);
    if (approvers.every(({ role }) => role === 'owner'))
      mistake(['approvers'], 'the owner alone signs for nothing: ask for somebody else beside, such as a validator');
    approvers.forEach(({ role, not }, at) => {
      if (role === 'owner' && not.includes('owner') && not.includes('deputy'))
        mistake(['approvers', at, 'not'], 'only owner and deputy sign as owner, and neither may');
    });
    if (approvers.filter(({ role }) => role === 'owner').length > 2)
      mistake(['approvers'], 'a system has an owner and a deputy, so that at most two can sign as owner');
  })
  .meta({ id: 'Gate' }) as unknown as z.ZodType<WantedGate>;

/** Digest of what a gate asks for. The mode is not in it: to enforce what was observed asks nobody to sign again. */
export const digestOfGate = ({ mode: _, ...asked }: WantedGate): string => digestOf(asked);
