import { z } from 'zod';
import type { VersionExplain } from '../../registry/index.js';
import { defineKind } from './define-kind.js';
import { digestOf } from './digest-of.js';

/** With what decisions of the version are explained, and which of those files the service holds. */
export interface SeenExplanation {
  readonly explain: VersionExplain | null;
  readonly held: readonly string[];
}

const FILES = ['background', 'reasons', 'constraints'] as const;

/** That people can be told why. */
export const explanation = defineKind(
  'explanation',
  'Decisions of the version can be explained: with what is registered, and the service holds it.',
  {
    with: z.array(z.enum(FILES)).min(1).max(FILES.length).default(['background', 'reasons']).meta({
      description: 'Files that must be registered and held',
    }),
  },
  {
    who: () => ['developer', 'owner'],
    judge({ with: files }, { explain, held }: SeenExplanation) {
      const lacks = files.flatMap((file) => {
        const digest = explain?.[file];
        if (digest === undefined) return [`no ${file} is registered`];
        return held.includes(digest) ? [] : [`the ${file} ${digest} is not held`];
      });
      if (lacks.length > 0) return { status: 'lacking', why: lacks.join('; ') };
      const digests = Object.fromEntries(files.map((file) => [file, explain![file]]));
      const what = `what its decisions are explained with: ${files.join(', ')}`;
      return { status: 'met', items: [{ digest: digestOf(digests), kind: 'explanation', what, untilMs: null }] };
    },
  },
);
