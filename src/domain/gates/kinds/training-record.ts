import { z } from 'zod';
import type { EvidenceItem } from '../../../core/gates/index.js';
import type { KeptRun } from '../../lineage/ports/index.js';
import { defineKind } from './define-kind.js';
import { digestOf } from './digest-of.js';

/** What a record of training may have to say. */
const PARTS = ['commit', 'data', 'seed'] as const;
type Part = (typeof PARTS)[number];

/** That it is known how the version came about. */
export const trainingRecord = defineKind(
  'training-record',
  'It is recorded how the version was trained: from which code, on which data, with which seed. What a record says is what somebody said.',
  {
    says: z.array(z.enum(PARTS)).max(PARTS.length).default(['commit', 'data']).meta({
      description:
        'What it must say. commit: the commit of the code. data: at least one data set, and the digest of each. seed: a parameter whose name ends in seed',
    }),
  },
  {
    who: () => ['developer', 'owner'],
    judge({ says }, runs: readonly KeptRun[], { subject }) {
      if (runs.length === 0) return { status: 'lacking', why: `no training run was told that made ${subject.version}` };
      const lacks = runs.map((run) => lacksOf(run, says));
      const [first, ...others] = runs.filter((_, at) => lacks[at]!.length === 0).map(itemOf);
      if (first !== undefined) return { status: 'met', items: [first, ...others] };
      return { status: 'lacking', why: `the record of its training does not say ${lacks[0]!.join(', ')}` };
    },
  },
);

const itemOf = (run: KeptRun): EvidenceItem => {
  const { recordedAtMs: _, by: __, ...told } = run;
  return { digest: digestOf(told), kind: 'training-record', what: `the training run ${run.name}`, untilMs: null };
};

const lacksOf = (run: KeptRun, says: readonly Part[]): string[] =>
  says.filter((part) => !SAID[part](run)).map((part) => WORDS[part]);

const SAID: Readonly<Record<Part, (run: KeptRun) => boolean>> = {
  commit: ({ code }) => code !== null && code.commit !== null,
  data: ({ data }) => data.length > 0 && data.every(({ digest }) => digest !== null),
  seed: ({ parameters }) => Object.keys(parameters).some((name) => /seed$/i.test(name)),
};

const WORDS: Readonly<Record<Part, string>> = {
  commit: 'the commit of the code',
  data: 'the digest of every data set',
  seed: 'a seed',
};
