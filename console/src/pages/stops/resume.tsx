import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import { sessionQuery } from '../../api/queries.js';
import { Actor } from '../../parts/actor.js';
import { AnswerProposal } from '../../parts/answer-proposal.js';
import { useMay } from '../../parts/may.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { AuditLinks } from './audit-links.js';
import { Propose } from './propose.js';
import type { Stop } from './words.js';

interface ResumeProps {
  readonly of: Stop;
}

type Waiting = Stop['resumptions'][number];

/** How a stop ends: the three steps, at which of them it is, and whose turn it is. */
export function Resume({ of }: ResumeProps) {
  const { data: session } = useQuery(sessionQuery);
  const may = useMay()('stops.resume');
  const me = session === undefined ? '' : `account:${session.id}`;
  const waiting = of.resumptions[0];
  const isAuthor = of.by === me;
  return (
    <div className="stack">
      <ol className="turns">
        <li data-state={waiting === undefined ? 'now' : 'done'}>
          A fresh audit of every deployment concerned passes, by the policy in force, later than the stop. Or a reason
          is given why there is none, which the log keeps.
        </li>
        <li data-state={waiting === undefined ? 'now' : 'done'}>
          A first person proposes to resume
          {waiting === undefined ? '.' : <Proposed of={waiting} />}
        </li>
        <li data-state={waiting === undefined ? 'later' : 'now'}>A second person confirms, and it ends.</li>
      </ol>
      <p className="verdict care" role="status">
        <Turn waiting={waiting} isAuthor={isAuthor} isMine={waiting?.proposedBy === me} may={may} />
      </p>
      {of.resumptions.map((one) => (
        <Proposal key={one.proposal} of={one} isMine={one.proposedBy === me} isAuthor={isAuthor} may={may} />
      ))}
      {waiting === undefined && may && !isAuthor ? <Propose of={of} /> : null}
    </div>
  );
}

const Proposed = ({ of }: { readonly of: Waiting }) => (
  <>
    : <Actor id={of.proposedBy} />, <Time at={of.proposedAt} relative />.
  </>
);

interface TurnProps {
  readonly waiting: Waiting | undefined;
  readonly isAuthor: boolean;
  readonly isMine: boolean;
  readonly may: boolean;
}

function Turn({ waiting, isAuthor, isMine, may }: TurnProps) {
  if (isAuthor) return <>You stopped it, so two others resume it.</>;
  if (waiting === undefined)
    return may ? (
      <>It is your turn, or that of anybody else who may resume and did not stop it.</>
    ) : (
      <>It is the turn of a stop authority, an incident lead or a validator who did not stop it.</>
    );
  if (isMine) return <>You proposed it: it is the turn of another person.</>;
  return may ? (
    <>It is your turn to confirm, or that of anybody else who may and is not the first person.</>
  ) : (
    <>It is the turn of a second stop authority, incident lead or validator.</>
  );
}

interface ProposalProps {
  readonly of: Waiting;
  readonly isMine: boolean;
  readonly isAuthor: boolean;
  readonly may: boolean;
}

/** A resumption that waits, with what may be done about it. */
function Proposal({ of, isMine, isAuthor, may }: ProposalProps) {
  const path = { id: of.stop, proposal: of.proposal };
  return (
    <div className="card stack">
      <dl className="facts">
        <dt>Proposed by</dt>
        <dd>
          <Actor id={of.proposedBy} />, <Time at={of.proposedAt} />
        </dd>
        <dt>On</dt>
        <dd>{of.waiver === null ? <AuditLinks ids={of.audits} /> : <Name whole>{`no audit: ${of.waiver}`}</Name>}</dd>
        <dt>Lapses</dt>
        <dd>
          <Time at={of.expiresAt} relative />
        </dd>
      </dl>
      <AnswerProposal
        confirms="Confirm: it decides again"
        confirm={() => call('POST /v1/stops/{id}/resumptions/{proposal}', { path })}
        withdraw={() => call('DELETE /v1/stops/{id}/resumptions/{proposal}', { path })}
        touches={['stops']}
        isMine={isMine}
        may={may && !isAuthor}
      />
    </div>
  );
}
