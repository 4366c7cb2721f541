import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Case, type CaseWithMandates, caseQuery, outcomeQuery } from '../../api/cases.js';
import { Actor } from '../../parts/actor.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { LeadActs } from './lead-acts.js';
import { ORIGIN_NAMES, QUEUE_NAMES, STAGE_NAMES } from './words.js';

/** A case for whoever looks after it: its clocks, who read it when, and what is to be done. */
export function RecordPage({ id, crumb }: { readonly id: string; readonly crumb: ReactNode }) {
  const found = useQuery(caseQuery(id));
  return (
    <Page title={`Case ${id.slice(-6)}`} crumb={crumb}>
      <Answer of={found} what="the case">
        {(one) => <Shown of={one} />}
      </Answer>
    </Page>
  );
}

function Shown({ of }: { readonly of: CaseWithMandates }) {
  const may = useMay();
  return (
    <>
      <dl className="facts">
        <dt>How it stands</dt>
        <dd>{STAGE_NAMES[of.stage]}</dd>
        <dt>About</dt>
        <dd>
          <Link to="/decisions" search={{ id: of.decision }}>
            a decision
          </Link>{' '}
          of <Name>{of.deployment}</Name>
        </dd>
        <dt>Class</dt>
        <dd>
          {QUEUE_NAMES[of.queue]}, {ORIGIN_NAMES[of.origin]}
          {of.highImpact ? '; of high impact, so a panel decides' : ''}
        </dd>
        <dt>Opened</dt>
        <dd>
          <Time at={of.openedAt} /> by <Actor id={of.openedBy} />
        </dd>
        {of.settlement === null ? null : (
          <>
            <dt>Decided</dt>
            <dd>
              <Time at={of.settlement.at} /> by {HOW[of.settlement.how]}:{' '}
              {of.settlement.changed ? 'the decision is changed, in favour of the person' : 'the decision stands'}
            </dd>
          </>
        )}
        {of.applied === null ? null : (
          <>
            <dt>Change made</dt>
            <dd>
              <Time at={of.applied.at} />, confirmed by <Actor id={of.applied.by} />
            </dd>
          </>
        )}
        {of.notice === null ? null : (
          <>
            <dt>Told</dt>
            <dd>
              <Time at={of.notice.at} /> by <Actor id={of.notice.by} />
            </dd>
          </>
        )}
      </dl>
      {of.settlement !== null && may('case.outcome') ? (
        <Section title="What the person is told">
          <Told of={of} />
        </Section>
      ) : null}
      {may('case.lead') && of.stage !== 'closed' ? (
        <Section title="What is to be done">
          <LeadActs of={of} />
        </Section>
      ) : null}
      <Section title="Clocks">
        <Table caption="Clocks" columns={CLOCKS} rows={of.clocks} rowKey={({ what }) => what} isBad={isMissed} />
      </Section>
      <Section title="Readings">
        {of.reads.length === 0 ? (
          <p className="quiet">Nobody has read it yet.</p>
        ) : (
          <Table
            caption="Readings"
            columns={READS}
            rows={of.reads}
            rowKey={({ by, claimedAt }) => `${by} ${claimedAt}`}
          />
        )}
      </Section>
      {of.mandates.length === 0 ? null : (
        <Section title="Who acts for the person">
          <Table
            caption="Mandates"
            columns={MANDATES}
            rows={of.mandates}
            rowKey={({ id }) => id}
            isBad={({ inForce }) => !inForce}
          />
        </Section>
      )}
      <Section title="Who may not read it">
        <dl className="facts">
          {of.excluded.map(({ who, why }) => (
            <div className="pair" key={`${who} ${why}`}>
              <dt>
                <Actor id={who} />
              </dt>
              <dd>{WHY[why] ?? why}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </>
  );
}

function Told({ of: { id, revision } }: { readonly of: Case }) {
  const outcome = useQuery(outcomeQuery(id, revision));
  return (
    <Answer of={outcome} what="the outcome">
      {({ outcome: now, original, changed, reasons, redress }) => (
        <div className="stack">
          <p>{changed ? `The decision was ${original} and is ${now} now.` : `The decision stays ${original}.`}</p>
          {reasons.map((reason) => (
            <blockquote key={reason}>
              <bdi className="lines">{reason}</bdi>
            </blockquote>
          ))}
          <p className="note">{redress}</p>
        </div>
      )}
    </Answer>
  );
}

/** Why somebody may not read a case, as the service names it. */
const WHY: Readonly<Record<string, string>> = {
  decided: 'decided it in the first place',
  opened: 'opened the case, and so knows why',
  read: 'has read it before',
  owner: 'answers for the system',
  relation: 'stands in a relation to the person',
  calibration: 'has read it in a calibration',
};

const HOW: Readonly<Record<NonNullable<Case['settlement']>['how'], string>> = {
  recheck: 'the check without a person',
  review: 'a reader',
  panel: 'a panel',
  withdrawn: 'the person, who contests it no longer',
};

type Clock = Case['clocks'][number];
const isMissed = ({ missedAt }: Clock): boolean => missedAt !== null;

const CLOCKS: readonly Column<Clock>[] = [
  { id: 'what', head: 'Clock', cell: ({ what }) => what },
  { id: 'within', head: 'Within', cell: ({ within, calendar }) => `${within}, ${calendar}` },
  { id: 'due', head: 'Due', cell: ({ due }) => (due === null ? 'stands' : <Time at={due} />) },
  {
    id: 'state',
    head: 'How it stands',
    cell: ({ metAt, missedAt }) => (
      <>
        {missedAt === null ? null : (
          <Badge look="bad" glyph="■">
            missed
          </Badge>
        )}
        {metAt === null ? (
          missedAt === null ? (
            'runs'
          ) : null
        ) : (
          <>
            {' '}
            met <Time at={metAt} />
          </>
        )}
      </>
    ),
  },
  { id: 'source', head: 'By', cell: ({ source }) => <Name>{source}</Name> },
];

type Read = Case['reads'][number];
const READS: readonly Column<Read>[] = [
  { id: 'by', head: 'Reader', cell: ({ by }) => <Actor id={by} /> },
  { id: 'part', head: 'As', cell: ({ part }) => (part === 'panel' ? 'member of the panel' : 'first reader') },
  { id: 'claimed', head: 'Taken', cell: ({ claimedAt }) => <Time at={claimedAt} /> },
  { id: 'viewed', head: 'View', cell: ({ viewedAt }) => (viewedAt === null ? '–' : <Time at={viewedAt} />) },
  { id: 'answered', head: 'Answer', cell: ({ answeredAt }) => (answeredAt === null ? '–' : <Time at={answeredAt} />) },
  { id: 'ended', head: 'Ended', cell: ({ ended }) => ended ?? 'goes on' },
];

type Mandate = CaseWithMandates['mandates'][number];

/** What a representative may do, in words. */
const MAY: Readonly<Record<Mandate['may'][number], string>> = {
  see: 'see it',
  contest: 'contest it',
  requests: 'ask about what is held',
};
const CHECKED: Readonly<Record<Mandate['check'], string>> = {
  person: 'the person said so on their pages',
  'mandate-seen': 'a signed mandate was seen',
  file: 'a file that was handed in',
  law: 'a law or a court',
};

const MANDATES: readonly Column<Mandate>[] = [
  { id: 'id', head: 'Mandate', cell: ({ id }) => <Name>{id.slice(-6)}</Name> },
  { id: 'may', head: 'May', cell: ({ may }) => may.map((one) => MAY[one]).join(', ') },
  { id: 'check', head: 'Known by', cell: ({ check }) => CHECKED[check] },
  {
    id: 'until',
    head: 'Until',
    cell: ({ until, endedAt, inForce }) =>
      endedAt !== null ? (
        <>
          ended <Time at={endedAt} />
        </>
      ) : inForce ? (
        <Time at={until} />
      ) : (
        <>
          over since <Time at={until} />
        </>
      ),
  },
  {
    id: 'by',
    head: 'Given by',
    cell: ({ givenBy }) => (givenBy === 'subject' ? 'the person' : <Actor id={givenBy} />),
  },
];
