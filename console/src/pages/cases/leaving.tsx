import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { type CaseReading, readingQuery } from '../../api/cases.js';
import { useAct } from '../../parts/act.js';
import { Confirm } from '../../parts/confirm.js';
import { numbered } from './number-keys.js';

const WAYS = {
  return: {
    name: 'Give it back',
    what: 'Give the case back?',
    follows: 'Somebody else reads it. You will not get it again, as you have read it.',
  },
  relation: {
    name: 'I know this person',
    what: 'Do you stand in a relation to the person?',
    follows: 'Somebody else reads it, and you will get no case about this decision. Nobody asks what the relation is.',
  },
  panel: {
    name: 'A second opinion',
    what: 'Leave it to a panel?',
    follows: 'Up to three others read it, each blind; two who agree decide. Your view stays on the record.',
  },
  'ask-subject': {
    name: 'Ask the person',
    what: 'Have the person asked?',
    follows: 'You keep the case, and its clocks stand until they answer. Whoever looks after cases writes to them.',
  },
} as const;
type Way = keyof typeof WAYS;

interface LeavingProps {
  readonly of: CaseReading;
  /** Number of the first button. */
  readonly first: number;
  readonly isLost: boolean;
}

/** The ways out of a case without an answer. */
export function Leaving({ of: { id, stage }, first, isLost }: LeavingProps) {
  const [asked, ask] = useState<Way | null>(null);
  const [client, navigate] = [useQueryClient(), useNavigate()];
  const act = useAct(
    async (how: Way) => {
      await call('POST /v1/cases/{id}/leave', { path: { id }, body: { how } });
      if (how === 'ask-subject') return client.invalidateQueries({ queryKey: readingQuery(id).queryKey });
      return navigate({ to: '/cases', search: {} });
    },
    ['cases'],
    () => ask(null),
  );
  const ways = (Object.keys(WAYS) as Way[]).filter((way) => way !== 'panel' || stage === 'revealed');
  if (stage === 'awaiting-subject') return null;
  return (
    <>
      <p className="acts leaving no-print">
        {ways.map((way, at) => (
          <button
            key={way}
            type="button"
            className="button"
            disabled={isLost}
            onClick={() => ask(way)}
            {...numbered(first + at)}
          >
            {first + at > 9 ? null : <kbd>{first + at}</kbd>}
            {WAYS[way].name}
          </button>
        ))}
      </p>
      {asked === null ? null : (
        <Confirm
          title={WAYS[asked].what}
          button={WAYS[asked].name}
          act={act}
          onConfirm={() => act.run(asked)}
          onClose={() => ask(null)}
        >
          {WAYS[asked].follows}
        </Confirm>
      )}
      {act.proof}
    </>
  );
}
