import { z } from 'zod';
import { DAY_MS } from '../../../core/base/durations.js';
import { SIGNING_ROLES } from '../../../core/gates/index.js';
import type { Attestation } from '../model/index.js';
import { days, defineKind } from './define-kind.js';
import { dayOf, digestOf } from './digest-of.js';

/** What people said about this version by the digest of what they wrote, the newest first. */
export type SeenAttestations = readonly Attestation[];

/** Digest of what an attestation answers: what was to be done, and the role that says so. */
export const attestedAs = ({ what, by }: { readonly what: unknown; readonly by: unknown }): string =>
  digestOf({ what, by });

/** What no number of the product shows: somebody says that it was done, and binds the paper on it. */
export const attestation = defineKind(
  'attestation',
  'A person in a role says that something was done for this version, such as a workshop on harm or an attack by a red team, and binds the report by its digest. It shows that somebody said so, not that it is so.',
  {
    what: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ description: 'What was to be done, in the words of whoever says so' }),
    by: z.enum(SIGNING_ROLES).meta({ description: 'The role of the person who says so' }),
    withinDays: days().meta({ description: 'From so many days on, it is too old' }),
  },
  {
    who: ({ by }) => [by],
    judge({ id, what, by, withinDays }, seen: SeenAttestations, { subject, nowMs }) {
      const asks = attestedAs({ what, by });
      const own = seen.filter(
        (one) =>
          one.requirement === id &&
          one.version === subject.version &&
          one.role === by &&
          // What was said where the gate asked for something else under the same name says nothing to what it asks now.
          (one.gate === undefined || one.gate.asks === asks),
      );
      if (own.length === 0) return { status: 'lacking', why: `nobody has said as ${by} that this was done: ${what}` };
      const [first, ...others] = own
        .map((one) => ({
          digest: one.digest,
          kind: 'attestation',
          what: `${what}: said as ${by} on ${dayOf(one.atMs)}`,
          untilMs: one.atMs + withinDays * DAY_MS,
        }))
        .filter(({ untilMs }) => untilMs > nowMs);
      if (first !== undefined) return { status: 'met', items: [first, ...others] };
      const untilMs = own[0]!.atMs + withinDays * DAY_MS;
      return {
        status: 'lacking',
        why: `what was said of "${what}" is older than ${withinDays} days`,
        sinceMs: untilMs,
      };
    },
  },
);
