import { useQuery } from '@tanstack/react-query';
import { formatCount, formatNumber, formatValue } from 'tribune/charts';
import { type CaseOutlook, outlookQuery } from '../../api/cases.js';
import { Actor } from '../../parts/actor.js';
import { Digest } from '../../parts/digest.js';
import { Figure } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { QUEUE_NAMES } from './words.js';

/** How the queue stands, who has how many, and whether cases will be in time. */
export function Load() {
  const outlook = useQuery(outlookQuery);
  return (
    <Answer of={outlook} what="how the queue stands">
      {(one) => <Shown of={one} />}
    </Answer>
  );
}

function Shown({ of }: { readonly of: CaseOutlook }) {
  const { forecast, days } = of;
  return (
    <>
      <dl className="figures">
        <Figure
          name="Not decided"
          value={formatCount(forecast.waiting + of.beyond)}
          note={
            of.oldest === null ? (
              'none waits'
            ) : (
              <>
                the oldest since <Time at={of.oldest} relative />
              </>
            )
          }
        />
        <Figure name="Came" value={formatCount(of.opened)} note={`in ${days} days`} />
        <Figure
          name="Decided a day"
          value={rate(forecast.perDay.estimate)}
          note={`95 % interval ${rate(forecast.perDay.lower)} to ${rate(forecast.perDay.upper)}, from ${formatCount(forecast.perDay.events)} in ${days} days`}
        />
        <Figure name="Readers" value={formatCount(of.readersInAll)} note="accounts that may read cases" />
      </dl>
      <Section title="Against their deadlines">
        <Deadlines of={of} />
      </Section>
      <Section title="Classes">
        <Table
          caption="Classes of cases"
          columns={CLASSES}
          rows={of.classes}
          rowKey={({ queue }) => queue}
          isBad={isShort}
        />
        <p className="note small">
          A share of the claims is kept for cases that were drawn: else nothing would be known of errors that nobody
          contests.
        </p>
      </Section>
      <Section title="What policies draw">
        <Draws of={of} />
      </Section>
      <Section title="Who reads">
        {of.readers.length === 0 ? (
          <p className="quiet">Nobody has a case now.</p>
        ) : (
          <Table caption="Readers with a case" columns={READERS} rows={of.readers} rowKey={({ reader }) => reader} />
        )}
      </Section>
    </>
  );
}

const rate = (value: number): string => formatNumber(value, 1);

function Deadlines({ of: { forecast, beyond } }: { readonly of: CaseOutlook }) {
  const { late, willBeLate, last, neededPerDay, perDay } = forecast;
  return (
    <div className="stack">
      {late === 0 ? null : (
        <p className="verdict bad">
          <Badge look="bad" glyph="■">
            late
          </Badge>{' '}
          {late === 1 ? 'The time of one case is over.' : `The time of ${formatCount(late)} cases is over.`}
        </p>
      )}
      {willBeLate === null ? (
        <p className="quiet">
          Too few were decided lately to say which will be late: {formatCount(perDay.events)}, where 5 are the least.
        </p>
      ) : (
        <p>
          Where as many are decided a day as lately,{' '}
          <strong>{willBeLate.estimate === 0 ? 'no other one' : formatCount(willBeLate.estimate)} will be late</strong>{' '}
          ({formatCount(willBeLate.atUpperRate)} to {formatCount(willBeLate.atLowerRate)} over the interval of the rate)
          {last === null ? '' : ', and the last is decided '}
          {last === null ? '' : <Time at={last} relative />}.
        </p>
      )}
      {neededPerDay === 0 ? null : (
        <p className="note">
          At {rate(neededPerDay)} a day no other one would be late. Cases that come meanwhile and are due sooner are not
          in this.
        </p>
      )}
      {beyond === 0 ? null : (
        <p className="note small">{formatCount(beyond)} that are due later, or cannot be read, are not in it either.</p>
      )}
    </div>
  );
}

function Draws({ of: { draws, sampling, days } }: { readonly of: CaseOutlook }) {
  return (
    <div className="stack">
      {sampling.length === 0 ? (
        <p className="quiet">
          No policy drew a decision in {days} days. The section oversight of a policy says which people look at.
        </p>
      ) : (
        <Table
          caption={`Decisions drawn in ${days} days`}
          columns={SAMPLING}
          rows={sampling}
          rowKey={({ deployment, policy }) => `${deployment} ${policy}`}
        />
      )}
      {draws.without === 0 ? null : (
        <p className="verdict bad">
          Of {formatCount(draws.without)} that were drawn no case can be, such as where inputs were not recorded.
        </p>
      )}
    </div>
  );
}

type Sampling = CaseOutlook['sampling'][number];
const SAMPLING: readonly Column<Sampling>[] = [
  { id: 'deployment', head: 'Deployment', cell: ({ deployment }) => <Name>{deployment}</Name> },
  { id: 'policy', head: 'Policy', cell: ({ policy }) => <Digest of={policy} /> },
  { id: 'decisions', head: 'Decisions', isNumber: true, cell: ({ decisions }) => formatCount(decisions) },
  { id: 'drawn', head: 'Drawn', isNumber: true, cell: ({ drawn }) => formatCount(drawn) },
  {
    id: 'share',
    head: 'Share',
    isNumber: true,
    cell: ({ drawn, decisions }) => (decisions === 0 ? '–' : formatValue(drawn / decisions, 'share')),
  },
];

type Class = CaseOutlook['classes'][number];
/** A class whose reserved share was not reached although cases wait. */
const isShort = ({ reserved, claimsShare, waiting }: Class): boolean =>
  waiting > 0 && claimsShare !== null && claimsShare < reserved;

const CLASSES: readonly Column<Class>[] = [
  { id: 'queue', head: 'Class', cell: ({ queue }) => QUEUE_NAMES[queue] },
  { id: 'waiting', head: 'Wait', isNumber: true, cell: ({ waiting }) => formatCount(waiting) },
  { id: 'read', head: 'Are read', isNumber: true, cell: ({ read }) => formatCount(read) },
  { id: 'stuck', head: 'Stand', isNumber: true, cell: ({ stuck }) => formatCount(stuck) },
  {
    id: 'oldest',
    head: 'Oldest',
    cell: ({ oldest }) => (oldest === null ? '–' : <Time at={oldest} relative />),
  },
  { id: 'claims', head: 'Claims so far', isNumber: true, cell: ({ claims }) => formatCount(claims) },
  {
    id: 'share',
    head: 'Of all claims',
    isNumber: true,
    cell: ({ claimsShare }) => (claimsShare === null ? '–' : formatValue(claimsShare, 'share')),
  },
  {
    id: 'reserved',
    head: 'Kept for it',
    isNumber: true,
    cell: ({ reserved }) => (reserved === 0 ? '–' : `at least ${formatValue(reserved, 'share')}`),
  },
];

type Reader = CaseOutlook['readers'][number];
const READERS: readonly Column<Reader>[] = [
  { id: 'reader', head: 'Reader', cell: ({ reader }) => <Actor id={reader} /> },
  { id: 'held', head: 'Cases', isNumber: true, cell: ({ held }) => formatCount(held) },
];
