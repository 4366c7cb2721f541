import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import type { Gate } from '../../api/gates.js';
import { sessionQuery } from '../../api/queries.js';
import { AnswerProposal } from '../../parts/answer-proposal.js';
import { useMaySome } from '../../parts/may.js';
import { plainText } from '../../parts/plain-text.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';

type Proposal = Gate['waiting'][number];

/** Waivers and changes that wait for a second person. */
export const Proposals = ({ of }: { readonly of: Gate }) => (
  <div className="stack">
    {of.waiting.map((one) => (
      <Waiting key={one.id} of={one} />
    ))}
  </div>
);

const textIn = (request: Proposal['request'], name: string): string => {
  const value = request[name];
  return typeof value === 'string' ? value : '';
};

function Waiting({ of }: { readonly of: Proposal }) {
  const { data: session } = useQuery(sessionQuery);
  const isWaiver = of.act === 'gate.waive';
  const may = useMaySome(isWaiver ? 'gates.waive' : 'gates.change');
  const path = { id: of.id };
  const isMine = of.proposedBy === session?.name;
  const untilMs = of.request.untilMs;
  return (
    <div className="card stack">
      <dl className="facts digests">
        <dt>{isWaiver ? 'Waive' : 'Change'}</dt>
        <dd>
          {isWaiver ? <Name whole>{textIn(of.request, 'requirement')}</Name> : 'another gate in place of this one'}
          {typeof untilMs === 'number' ? (
            <>
              {' '}
              until <Time at={untilMs} />
            </>
          ) : null}
        </dd>
        {isWaiver ? (
          <>
            <dt>For the version</dt>
            <dd>
              <code className="block">{textIn(of.request, 'version')}</code>
            </dd>
            <dt>Why</dt>
            <dd>
              <Name whole>{textIn(of.request, 'reason')}</Name>
            </dd>
          </>
        ) : null}
        <dt>Proposed by</dt>
        <dd>
          {isMine ? 'you' : <Name>{of.proposedBy}</Name>}, <Time at={of.proposedAt} relative />
        </dd>
        <dt>Lapses</dt>
        <dd>
          <Time at={of.expiresAt} relative />
        </dd>
      </dl>
      {isWaiver ? null : (
        <details>
          <summary>The gate that is proposed</summary>
          <pre className="text">{plainText(JSON.stringify(of.request.gate, null, 2))}</pre>
        </details>
      )}
      {isMine ? <p className="note">It is the turn of another person.</p> : null}
      <AnswerProposal
        confirms={isWaiver ? 'Confirm the waiver' : 'Confirm the change'}
        confirm={() => call('POST /v1/gate-proposals/{id}', { path })}
        withdraw={() => call('DELETE /v1/gate-proposals/{id}', { path })}
        touches={['gates']}
        isMine={isMine}
        may={may}
      />
    </div>
  );
}
