import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Refused } from '../../api/call.js';
import { type CaseReading, readingQuery } from '../../api/cases.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { AnswerForm } from './answer-form.js';
import { Break } from './break.js';
import { useComfort } from './comfort.js';
import { ComfortSettings } from './comfort-settings.js';
import { Done } from './done.js';
import { Evidence } from './evidence.js';
import { Inputs } from './inputs.js';
import { type Lease, useLease } from './lease.js';
import { Machine } from './machine.js';
import { Similar } from './similar.js';
import { Standard } from './standard.js';
import { ViewForm } from './view-form.js';
import { WhatIf } from './what-if.js';
import { Why } from './why.js';

/** A case as its reader reads it: what is known of the person and a view of their own; then what the machine said, and the answer. */
export function ReadingPage({ id, crumb }: { readonly id: string; readonly crumb: ReactNode }) {
  const { isBlurred, isGrey } = useComfort();
  const asked = useQuery(readingQuery(id));
  // What was shown stays, with what is typed beside it, also where the service says later that the case is somebody else's.
  const reading = asked.data === undefined ? asked : { ...asked, error: null, isError: false as const };
  const isElsewhere = asked.data === undefined && asked.error instanceof Refused && asked.error.status === 404;
  return (
    <Page title="A case to read" crumb={crumb}>
      <div className={`reading stack${isBlurred ? ' is-blurred' : ''}${isGrey ? ' is-grey' : ''}`}>
        <Break />
        {isElsewhere ? (
          <NotYours />
        ) : (
          <Answer of={reading as typeof asked} what="the case">
            {(one) => <Shown of={one} />}
          </Answer>
        )}
      </div>
    </Page>
  );
}

const NotYours = () => (
  <div className="state">
    <h2>You do not have this case</h2>
    <p className="note">
      It is answered, you gave it back, or your time ran out and somebody else has it. Nobody is told whether there is
      such a case.
    </p>
    <Link className="button" to="/cases" search={{}}>
      To your cases
    </Link>
  </div>
);

function Shown({ of }: { readonly of: CaseReading }) {
  const lease = useLease(of.id, of.until);
  const [isLost, lose] = useState(false);
  // What ended is nobody's to keep any longer, which is no loss to its reader.
  const common = { of, onLost: () => lose(true), isLost: of.stage !== 'ended' && (isLost || lease.isLost) };
  return (
    <>
      <About of={of} lease={lease} />
      {common.isLost ? <Lost /> : null}
      <Section title={of.stage === 'blind' ? 'The person' : 'The person, and where it comes from'}>
        <Inputs of={of} />
      </Section>
      {of.stage === 'ended' ? null : <Evidence id={of.id} />}
      {of.stage === 'ended' ? null : <Standard id={of.id} />}
      {of.stage === 'blind' ? <ViewForm {...common} of={of} /> : null}
      {of.stage === 'ended' ? <Ended /> : null}
      {of.stage === 'blind' || of.stage === 'ended' ? null : (
        <>
          <Machine of={of} />
          <Why of={of} />
          <Similar of={of} />
          <WhatIf of={of} />
          <AnswerForm {...common} of={of} />
        </>
      )}
      <ComfortSettings />
    </>
  );
}

const Ended = () => (
  <Done title="Your view decided it">
    Some cases, drawn at random, are decided by what their reader thinks alone, so that it is known what showing the
    machine does to decisions. This was one of them: thank you, it is done.
  </Done>
);

const COMMITTED = 'Your view is committed. The final answer is yours, whatever the machine said.';
const ABOUT: Readonly<Record<CaseReading['stage'], string>> = {
  blind: 'You do not see what the machine said, nor why this is a case, until your own view is committed.',
  revealed: COMMITTED,
  'awaiting-subject': COMMITTED,
  ended: 'Your view is committed, and was the answer.',
};

function About({ of, lease: { untilMs } }: { readonly of: CaseReading; readonly lease: Lease }) {
  return (
    <>
      <p className="about">{ABOUT[of.stage]}</p>
      <dl className="facts">
        <dt>Decided about</dt>
        <dd>{of.purpose ?? 'the purpose is not registered'}</dd>
        {of.stage === 'ended' ? null : (
          <>
            <dt>Yours until</dt>
            <dd>
              <Time at={untilMs} />, and longer while you work on it
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

const Lost = () => (
  <p className="verdict bad" role="alert">
    Your time ran out and somebody else may have the case now, or it ended meanwhile. What you wrote stands below, and
    in this tab: copy what you want to keep. It cannot be sent any longer.
  </p>
);
