import { TribuneError } from '../base/errors.js';
import { measuredCost } from './measured.js';

/** What is planned for. */
export interface OverheadInputs {
  readonly decisionsPerDay: number;
  /** Share of decisions that are explained and kept explained, 0..1. */
  readonly explained: number;
  /** How long decisions are kept. */
  readonly keptDays: number;
  /** Bytes of the inputs of a decision after compression, beside what every decision takes. */
  readonly inputBytes: number;
  /** Processor time of one prediction of the model itself, microseconds; null where it is not known. */
  readonly predictionMicroseconds: number | null;
}

/** One part of the overhead: low and high of what was measured, at this many decisions. */
export interface OverheadPart {
  readonly name: string;
  readonly formula: string;
  readonly unit: 'processor seconds a day' | 'GB';
  readonly low: number;
  readonly high: number;
  /** The same in predictions of the model; null of storage, and where the cost of a prediction is not known. */
  readonly inPredictions: readonly [number, number] | null;
  /** What the textbook prints for it, and how far that holds. */
  readonly printed: string;
  /** The measured costs that it stands on. */
  readonly measured: readonly string[];
}

export interface Overhead {
  readonly decisionsPerSecond: number;
  readonly parts: readonly OverheadPart[];
  /** Processor time of all parts over a day, in cores that are busy all day. */
  readonly cores: readonly [number, number];
  /** Storage of everything kept after `keptDays`. */
  readonly gigabytes: readonly [number, number];
}

const SECONDS_A_DAY = 86_400;
const MICROSECONDS = 1e6;
const GIGABYTE = 1e9;
/** A day has no more decisions than this: sums stay exact. */
const MOST_DECISIONS = 1e15;

/**
 * What it takes to record, watch, gate and explain decisions with this product, from what was measured of it. The figures are those of the machine of the
 * measurements: yours differs, and a peak is not a mean.
 *
 * @throws TribuneError INVALID_ARGUMENT for numbers outside their bounds
 * @example planOverhead({ decisionsPerDay: 1e6, explained: 0.1, keptDays: 365, inputBytes: 0, predictionMicroseconds: null }).cores // [0.0138, 0.0140]
 */
export function planOverhead(inputs: OverheadInputs): Overhead {
  const { decisionsPerDay: n, explained, keptDays, inputBytes, predictionMicroseconds: prediction } = inputs;
  demand(n, 'decisionsPerDay', 0, MOST_DECISIONS);
  demand(explained, 'explained', 0, 1);
  demand(keptDays, 'keptDays', 0, 1e5);
  demand(inputBytes, 'inputBytes', 0, 1e9);
  if (prediction !== null) demand(prediction, 'predictionMicroseconds', 1e-9, 1e12);
  const record = measuredCost('record');
  const gate = measuredCost('gate');
  const time = (name: string, formula: string, [low, high]: readonly [number, number], rest: Rest): OverheadPart => ({
    ...{ name, formula, unit: 'processor seconds a day', ...rest },
    ...{ low: low / MICROSECONDS, high: high / MICROSECONDS },
    inPredictions: prediction === null || n === 0 ? null : [low / (n * prediction), high / (n * prediction)],
  });
  const store = (name: string, formula: string, bytes: number, rest: Rest): OverheadPart => ({
    ...{ name, formula, unit: 'GB', ...rest, low: bytes / GIGABYTE, high: bytes / GIGABYTE, inPredictions: null },
  });
  const each = (id: string, count: number): [number, number] => {
    const { low, high } = measuredCost(id);
    return [count * low, count * high];
  };
  const bytes = (id: string): number => measuredCost(id).high;
  const parts = [
    time('recording', 'decisions x cost of recording one', each('record', n), {
      ...{ printed: 'live monitoring +10-20 ms per inference, for all of it', measured: ['record'] },
    }),
    time('watching live', 'decisions x cost of watching one', each('monitor', n), {
      ...{ printed: 'a part of the same 10-20 ms', measured: ['monitor'] },
    }),
    time(
      'gates',
      'decisions x cost of recording one x share',
      [n * record.low * gate.low, n * record.high * gate.high],
      {
        ...{ printed: 'none', measured: ['record', 'gate'] },
      },
    ),
    time(
      'explaining',
      'decisions x share explained x cost of an explanation',
      each('explanation-served', n * explained),
      {
        printed: '50-1,000x a prediction each; 10 % explained is then 5-100x, not the 50-500x that is printed',
        measured: ['explanation-served'],
      },
    ),
    store(
      'decisions kept',
      'decisions x days x (bytes in the database + in segments + of inputs)',
      n * keptDays * (bytes('database-bytes') + bytes('segment-bytes') + inputBytes),
      {
        ...{ printed: '8.64 M events of 200 B are 1.73 GB a day, not the 1.7 TB that is printed' },
        measured: ['database-bytes', 'segment-bytes'],
      },
    ),
    store('tiles, for ever', 'decisions x days x bytes of an entry', n * keptDays * bytes('tile-bytes'), {
      ...{ printed: 'none', measured: ['tile-bytes'] },
    }),
    store(
      'explanations kept',
      'decisions x share explained x days x bytes of one',
      n * explained * keptDays * bytes('explanation-bytes'),
      {
        ...{
          printed: '50 GB-10 TB a month for 1 M a day, which needs 1.7-333 kB each',
          measured: ['explanation-bytes'],
        },
      },
    ),
  ];
  const sum = (unit: OverheadPart['unit'], end: 'low' | 'high'): number =>
    parts.reduce((total, part) => (part.unit === unit ? total + part[end] : total), 0);
  const busy = (end: 'low' | 'high'): number => sum('processor seconds a day', end) / SECONDS_A_DAY;
  return {
    decisionsPerSecond: n / SECONDS_A_DAY,
    parts,
    cores: [busy('low'), busy('high')],
    gigabytes: [sum('GB', 'low'), sum('GB', 'high')],
  };
}

type Rest = Pick<OverheadPart, 'printed' | 'measured'>;

function demand(value: number, name: string, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new TribuneError('INVALID_ARGUMENT', `${name} is ${value}`, {
      remedy: `Give a number from ${least} to ${most}.`,
    });
}
