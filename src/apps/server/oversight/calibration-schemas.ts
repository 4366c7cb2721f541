import { z } from 'zod';
import {
  CALIBRATION_LIMITS,
  type Calibration,
  type DiscussedItem,
  type Standard,
} from '../../../domain/calibrations/index.js';
import { CASE_LIMITS } from '../../../domain/oversight/index.js';
import { someText } from '../../../domain/settings/index.js';
import { anything, refName, time, uuid } from '../http/schemas.js';
import { estimate } from './measures.js';
import { outcome, scaleAnswer, viewRequest } from './schemas.js';

const readers = z
  .array(someText(CASE_LIMITS.name))
  .min(2)
  .max(CALIBRATION_LIMITS.readers)
  .meta({ description: 'Ids or names of accounts with the role reviewer alone, who all read every case.' });

export const openRequest = z
  .strictObject({
    title: someText(CALIBRATION_LIMITS.title),
    readers,
    cases: z
      .union([
        z.array(uuid).min(1).max(CALIBRATION_LIMITS.items),
        z.strictObject({ deployment: refName, count: z.int().min(1).max(CALIBRATION_LIMITS.items) }),
      ])
      .meta({
        description:
          'Closed cases, by their ids; or so many of a deployment, drawn from those that a panel decided and none of the readers touched.',
      }),
  })
  .meta({ id: 'CalibrationRequest' });

export const viewOfItemRequest = viewRequest
  .extend({
    item: z
      .int()
      .min(0)
      .max(CALIBRATION_LIMITS.items - 1)
      .meta({ description: 'Place of the case, from 0.' }),
  })
  .meta({ id: 'CalibrationView' });

export const noteRequest = z
  .strictObject({ item: viewOfItemRequest.shape.item, text: someText(CALIBRATION_LIMITS.note) })
  .meta({ id: 'CalibrationNote' });

export const standardRequest = z
  .strictObject({
    text: someText(CALIBRATION_LIMITS.standard).meta({ description: 'What readers go by; it names no person.' }),
    calibration: uuid.optional().meta({ description: 'The calibration that it came of.' }),
  })
  .meta({ id: 'StandardRequest' });

export const standardAnswer = z
  .object({
    system: z.string(),
    version: z.int(),
    text: z.string(),
    at: time,
    by: z.string(),
    calibration: uuid.nullable(),
  })
  .meta({ id: 'ReviewStandard' });

export const standardsAnswer = z.object({
  standards: z.array(standardAnswer).meta({ description: 'The newest first; readers are shown the first one.' }),
});

const result = z.object({
  readers: estimate.meta({ description: 'Agreement of all views beyond chance (Krippendorff).' }),
  fleiss: estimate.meta({ description: 'The same by Fleiss, of cases that everybody read.' }),
  unanimous: estimate.meta({ description: 'Cases in which all views are the same.' }),
  asDecided: estimate.meta({
    description:
      'Views that are what the case came out as; the interval takes each view as one of its own, though several are of one case.',
  }),
  views: z.int(),
  missing: z.int(),
  erased: z.int().meta({ description: 'Cases whose decision was erased meanwhile; they count in nothing.' }),
});

const head = {
  id: uuid,
  title: z.string(),
  system: z.string(),
  cases: z.int(),
  state: z.enum(['open', 'closed']),
  openedAt: time,
  openedBy: z.string(),
  closedAt: time.nullable(),
  closedBy: z.string().nullable(),
  result: result.nullable().meta({ description: 'Null while it is open.' }),
};

export const calibrationAnswer = z
  .object({
    ...head,
    readers: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        read: z
          .int()
          .nullable()
          .meta({ description: 'Of how many cases they have committed a view; null where it was not looked at.' }),
      }),
    ),
  })
  .meta({ id: 'Calibration' });

export const calibrationList = z
  .object({
    calibrations: z.array(z.object({ ...head, readers: z.int(), views: z.int() })),
  })
  .meta({ id: 'Calibrations' });

export const mineAnswer = z
  .object({
    calibrations: z.array(
      z.object({
        ...{ id: uuid, title: z.string(), state: z.enum(['open', 'closed']), cases: z.int() },
        read: z.int().meta({ description: 'Cases of which the caller has committed a view.' }),
      }),
    ),
  })
  .meta({ id: 'OwnCalibrations' });

export const nextAnswer = z
  .object({
    item: z
      .object({
        ...{ item: z.int(), of: z.int(), purpose: z.string().nullable(), scale: scaleAnswer },
        inputs: anything.meta({ description: 'Inputs as they stood when the case was closed.' }),
        standard: standardAnswer.nullable(),
      })
      .nullable()
      .meta({ description: 'Null where the caller has read every case.' }),
  })
  .meta({ id: 'CalibrationItem' });

const discussed = {
  item: z.int(),
  erased: z.boolean(),
  inputs: anything,
  machine: outcome.nullable().meta({ description: 'What the machine had decided.' }),
  decided: outcome.nullable().meta({ description: 'What the case came out as.' }),
  views: z.array(
    z.object({
      reader: z.string(),
      view: z
        .object({ outcome, confidence: z.int(), reason: z.string() })
        .nullable()
        .meta({ description: 'Null where they did not read it.' }),
    }),
  ),
  note: z.string().nullable().meta({ description: 'What the discussion came to.' }),
};

export const discussionAnswer = z.object({ items: z.array(z.object(discussed)) }).meta({ id: 'CalibrationDiscussion' });

const iso = (ms: number): string => new Date(ms).toISOString();

const printHead = ({
  id,
  title,
  system,
  items,
  openedAtMs,
  openedBy,
  closedAtMs,
  closedBy,
  result: come,
}: Calibration) => ({
  ...{ id, title, system, cases: items.length, state: closedAtMs === null ? ('open' as const) : ('closed' as const) },
  ...{ openedAt: iso(openedAtMs), openedBy, closedAt: closedAtMs === null ? null : iso(closedAtMs), closedBy },
  result: come,
});

export const printListed = ({ calibration, views }: { readonly calibration: Calibration; readonly views: number }) => ({
  ...printHead(calibration),
  ...{ readers: calibration.readers.length, views },
});

export const printCalibration = (calibration: Calibration, viewsBy: ReadonlyMap<string, number> | null) => ({
  ...printHead(calibration),
  readers: calibration.readers.map(({ id, name }) => ({ id, name, read: viewsBy?.get(id) ?? null })),
});

export const printStandard = ({ system, version, text, atMs, by, calibration }: Standard) => ({
  ...{ system, version, text, at: iso(atMs), by, calibration },
});

/** Without the ids of the case and the decision, which readers are never told. */
export const printDiscussed = ({ item, isOpen, inputs, machine, decided, views, note }: DiscussedItem) => ({
  ...{ item, erased: !isOpen, inputs, machine, decided, views, note },
});
