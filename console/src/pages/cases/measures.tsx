import { useQuery } from '@tanstack/react-query';
import { formatCount } from 'tribune/charts';
import { measuresQuery, type ReviewMeasures } from '../../api/cases.js';
import { Figure } from '../../parts/figure.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { duration, Time } from '../../parts/time.js';
import { Badge } from '../../parts/words.js';
import { estimateText, rangeText } from './estimate-text.js';
import { Groups } from './measures-groups.js';
import { MachineMeasures } from './measures-machine.js';
import { Readers } from './measures-readers.js';

/** How cases are read, with the interval of every rate: people and machine together, and never one person against another. */
export function Measures() {
  const measures = useQuery(measuresQuery);
  return (
    <Answer of={measures} what="how cases are read">
      {(one) => (one.cases === 0 ? <None of={one} /> : <Shown of={one} />)}
    </Answer>
  );
}

const None = ({ of: { left } }: { readonly of: ReviewMeasures }) => (
  <p className="quiet">
    No case is decided yet{left === 0 ? '' : `, but for ${formatCount(left)} that cannot be opened`}. Measures come of
    decided cases.
  </p>
);

function Shown({ of }: { readonly of: ReviewMeasures }) {
  const { dwell } = of;
  return (
    <>
      <dl className="figures">
        <Figure
          name="Cases"
          value={formatCount(of.cases)}
          note={
            of.since === null ? (
              'decided'
            ) : (
              <>
                decided since <Time at={of.since} />
              </>
            )
          }
        />
        <Figure name="Decision changed" {...figureOf(of.overrides.rate)} />
        <Figure name="View as the machine’s" {...figureOf(of.agreement.withMachine)} />
        <Figure
          name="Time of a reading"
          value={dwell.median === null ? '–' : duration(dwell.median / 1000)}
          note={
            dwell.tenth === null || dwell.ninetieth === null
              ? 'no reading yet'
              : `at most, with breaks; 8 of 10 from ${duration(dwell.tenth / 1000)} to ${duration(dwell.ninetieth / 1000)}`
          }
        />
      </dl>
      {of.pending + of.left === 0 ? null : (
        <p className="note small">
          {of.pending === 0
            ? ''
            : `${formatCount(of.pending)} decided cases are not in it yet: look again in a moment. `}
          {of.left === 0 ? '' : `${formatCount(of.left)} cannot be opened, such as where people were erased.`}
        </p>
      )}
      <Section title="People and machine together">
        <Together of={of} />
      </Section>
      <Section title="What the machine’s answer does to readers">
        <Table caption="Switches" columns={SWITCHES} rows={switchRows(of)} rowKey={({ when }) => when} />
        <p className="note small">
          Towards the machine where it was wrong is automation bias; staying apart where it was right is its opposite.
          Neither is used against a person.
        </p>
      </Section>
      <Section title="Agreement of readers, beyond chance">
        <Table caption="Agreement" columns={RATES} rows={agreementRows(of)} rowKey={({ name }) => name} />
      </Section>
      <Section title="Errors, estimated for all decisions">
        <Errors of={of} />
      </Section>
      <Section title="Human involvement">
        <Involvement of={of} />
      </Section>
      <MachineMeasures of={of} />
      <Groups of={of} />
      <Readers of={of} />
    </>
  );
}

interface Rate {
  readonly name: string;
  readonly of: Parameters<typeof estimateText>[0];
  readonly isNumber?: boolean;
}

function figureOf(of: Rate['of']) {
  return { value: estimateText(of), note: rangeText(of) };
}

const RATES: readonly Column<Rate>[] = [
  { id: 'name', head: 'Measure', cell: ({ name }) => name },
  { id: 'value', head: 'Value', isNumber: true, cell: ({ of, isNumber }) => estimateText(of, isNumber) },
  { id: 'range', head: '95 % interval', cell: ({ of, isNumber }) => rangeText(of, isNumber) },
];

const agreementRows = ({ agreement }: ReviewMeasures): Rate[] => [
  { name: 'First view and the machine (Cohen)', of: agreement.kappaWithMachine, isNumber: true },
  { name: 'First two readers of a case (Fleiss)', of: agreement.fleiss, isNumber: true },
  { name: 'All readers of a case (Krippendorff)', of: agreement.readers, isNumber: true },
];

function Together({ of: { pair } }: { readonly of: ReviewMeasures }) {
  if (pair.readings === 0)
    return (
      <p className="quiet">
        Of no reading is known what was right. Cases whose answer is known tell: the section oversight of a policy has
        knownAnswers.
      </p>
    );
  const { estimate, upper } = pair.beyondBetter;
  return (
    <div className="stack">
      <Table
        caption={`Over ${formatCount(pair.readings)} readings of which it is known what was right`}
        columns={RIGHT}
        rows={[
          { who: 'Readers alone (their view)', of: pair.human },
          { who: 'The machine alone', of: pair.machine },
          { who: 'Both together (the answer)', of: pair.pair },
        ]}
        rowKey={({ who }) => who}
      />
      <Table
        caption="Wrong agreements and wrong overrides"
        columns={RATES}
        rows={[
          { name: 'Accepted where the machine was wrong', of: pair.acceptedWhenWrong },
          { name: 'Overridden where it was right', of: pair.overriddenWhenRight },
        ]}
        rowKey={({ name }) => name}
      />
      {estimate !== null && upper !== null && upper < 0 ? (
        <p className="verdict bad">
          <Badge look="bad" glyph="■">
            worse together
          </Badge>{' '}
          Both together are right less often than {pair.better === 'human' ? 'readers' : 'the machine'} alone, by{' '}
          {estimateText({ ...pair.beyondBetter, estimate: -estimate })} ({rangeText(pair.beyondBetter)}): raise the
          friction, such as by more panels.
        </p>
      ) : null}
    </div>
  );
}

interface Right {
  readonly who: string;
  readonly of: ReviewMeasures['pair']['human'];
}
const RIGHT: readonly Column<Right>[] = [
  { id: 'who', head: 'Who', cell: ({ who }) => who },
  { id: 'right', head: 'Right', cell: ({ of }) => `${estimateText(of.right)} ${rangeText(of.right)}` },
  {
    id: 'favourable',
    head: 'Of those it should favour',
    cell: ({ of }) => `${estimateText(of.favourable)} ${rangeText(of.favourable)}`,
  },
  {
    id: 'adverse',
    head: 'Of the others',
    cell: ({ of }) => `${estimateText(of.adverse)} ${rangeText(of.adverse)}`,
  },
];

interface Switch {
  readonly when: string;
  readonly of: ReviewMeasures['switches']['all'];
}
const switchRows = ({ switches }: ReviewMeasures): Switch[] => [
  { when: 'All readings', of: switches.all },
  { when: 'Where the machine was right', of: switches.machineRight },
  { when: 'Where it was wrong', of: switches.machineWrong },
];
const SWITCHES: readonly Column<Switch>[] = [
  { id: 'when', head: 'When', cell: ({ when }) => when },
  { id: 'toward', head: 'Towards the machine', cell: ({ of }) => `${estimateText(of.toward)} ${rangeText(of.toward)}` },
  { id: 'away', head: 'Away from it', cell: ({ of }) => `${estimateText(of.away)} ${rangeText(of.away)}` },
];

type Errors = ReviewMeasures['errors'][number];
function Errors({ of: { errors } }: { readonly of: ReviewMeasures }) {
  if (errors.length === 0)
    return <p className="quiet">No policy drew a decision lately: what nobody contests is not known.</p>;
  return (
    <Table
      caption="Estimates by Horvitz and Thompson, from the chance with which each was drawn"
      columns={ERRORS}
      rows={errors}
      rowKey={({ deployment, policy }) => `${deployment} ${policy}`}
    />
  );
}
const ERRORS: readonly Column<Errors>[] = [
  { id: 'deployment', head: 'Deployment', cell: ({ deployment }) => deployment },
  { id: 'days', head: 'Days', isNumber: true, cell: ({ days, daysInAll }) => `${days} of ${daysInAll}` },
  { id: 'decisions', head: 'Decisions', isNumber: true, cell: ({ decisions }) => formatCount(decisions) },
  {
    id: 'changed',
    head: 'People would change',
    cell: ({ changed }) => `${estimateText(changed)} ${rangeText(changed)}`,
  },
  {
    id: 'disagreed',
    head: 'A blind view differs',
    cell: ({ disagreed }) => `${estimateText(disagreed)} ${rangeText(disagreed)}`,
  },
];

function Involvement({ of: { involvement } }: { readonly of: ReviewMeasures }) {
  const { none, formal, meaningful, unknown, conditions } = involvement;
  return (
    <div className="stack">
      <dl className="figures">
        <Figure name="Meaningful" value={formatCount(meaningful)} />
        <Figure name="Nothing speaks against it" value={formatCount(unknown)} note="not everything was recorded" />
        <Figure name="Formal" value={formatCount(formal)} note="something of it was missing" />
        <Figure name="None" value={formatCount(none)} note="nobody decided" />
      </dl>
      <Table caption="What makes it" columns={CONDITIONS} rows={conditions} rowKey={({ condition }) => condition} />
    </div>
  );
}
type Condition = ReviewMeasures['involvement']['conditions'][number];
const CONDITIONS: readonly Column<Condition>[] = [
  { id: 'meaning', head: 'Everybody who decided', cell: ({ meaning }) => meaning },
  { id: 'unmet', head: 'Not so', isNumber: true, cell: ({ unmet }) => formatCount(unmet) },
  { id: 'unknown', head: 'Not known', isNumber: true, cell: ({ unknown }) => formatCount(unknown) },
];
