import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ForestRow, forestChart } from 'tribune/charts';
import { type ModelShares, modelSharesQuery } from '../../api/lineage.js';
import { Chart } from '../../parts/chart.js';
import { Section } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Badge, Name } from '../../parts/words.js';

const route = getRouteApi('/lineage');

/** By how much a share has to have fallen to count, as the address has it. */
const FALLS = ['0', '0.01', '0.02', '0.05', '0.1'] as const;

type Attribute = ModelShares['attributes'][number];
type Group = Attribute['groups'][number];

/** Whether groups shrink from version to version in what a model learns from. */
export function Shares({ model, fall }: { readonly model: string; readonly fall: string }) {
  const found = useQuery(modelSharesQuery(model, fall));
  const navigate = route.useNavigate();
  return (
    <>
      <p>
        Shares of groups in what each version of <Name>{model}</Name> learned from, as training runs counted them. A
        system that sees outcomes of those alone whom it selects learns each time from fewer of those whom it selects
        less.
      </p>
      <p className="no-print">
        <label>
          A fall counts beyond{' '}
          <select
            value={fall}
            onChange={({ target }) => void navigate({ search: { model, fall: target.value }, replace: true })}
          >
            {(FALLS as readonly string[]).includes(fall) ? null : <option value={fall}>{percent(Number(fall))}</option>}
            {FALLS.map((one) => (
              <option key={one} value={one}>
                {percent(Number(one))}
              </option>
            ))}
          </select>
        </label>
      </p>
      <Answer of={found} what="the shares">
        {(shares) => <Counted of={shares} />}
      </Answer>
    </>
  );
}

function Counted({ of }: { readonly of: ModelShares }) {
  const { attributes, without, level } = of;
  return (
    <>
      {attributes.length === 0 ? (
        <Empty title="No training run counts groups">
          A run tells of each data set that it learned from how many people of which group stand in it (groups).
        </Empty>
      ) : (
        attributes.map((one) => <OfAttribute key={one.attribute} of={one} all={of} />)
      )}
      {without.length === 0 || attributes.length === 0 ? null : (
        <p className="note">
          No run counts groups of <Labels of={without} />.
        </p>
      )}
      {attributes.length === 0 ? null : (
        <p className="note">
          Each answer is false with a chance of at most {percent(level)}, all groups of an attribute together. A share
          says nothing of why it fell: the people who came may be others.
        </p>
      )}
    </>
  );
}

const Labels = ({ of }: { readonly of: readonly { readonly label: string }[] }) => (
  <Name>{of.map(({ label }) => label).join(', ')}</Name>
);

function OfAttribute({ of, all }: { readonly of: Attribute; readonly all: ModelShares }) {
  const { attribute, groups, partly } = of;
  const labels = new Map(all.versions.map(({ version, label }) => [version, label]));
  const rows = groups.map((group): Row => rowOf(group, { labels, fall: all.fall }));
  return (
    <Section title={attribute}>
      {rows.length === 0 ? null : (
        <>
          <Table
            caption={`Shares by ${attribute}`}
            columns={COLUMNS}
            rows={rows}
            rowKey={({ group }) => group}
            isBad={({ shrank }) => shrank === 'holds'}
          />
          <Chart
            draw={(width) => chartOf(of, labels, width)}
            caption="The share of each group in each version, the oldest first, with exact intervals. Numbers stand beside the marks."
          />
        </>
      )}
      {partly.length === 0 ? null : (
        <p className="note">
          Only some of the data sets count it of <Labels of={partly} />, which is left out here.
        </p>
      )}
    </Section>
  );
}

interface Row {
  readonly group: string;
  readonly shrank: Group['shrank'];
  /** What `shrank` says, with how much counts as a fall. */
  readonly answer: string;
  readonly first: string;
  readonly last: string;
  /** Versions in which the share fell from the one before. */
  readonly steps: string;
}

const ANSWERS = {
  holds: ['bad', '■', 'it fell'],
  'does-not-hold': ['good', '●', 'it did not fall'],
  'not-known': ['care', '○', 'not known'],
} as const;

const COLUMNS: readonly Column<Row>[] = [
  { id: 'group', head: 'Group', cell: ({ group }) => <Name>{group}</Name> },
  { id: 'first', head: 'First version', isNumber: true, cell: ({ first }) => first },
  { id: 'last', head: 'Last version', isNumber: true, cell: ({ last }) => last },
  {
    id: 'shrank',
    head: 'From first to last',
    cell: ({ shrank, answer }) => {
      const [look, glyph] = ANSWERS[shrank];
      return (
        <Badge look={look} glyph={glyph}>
          {answer}
        </Badge>
      );
    },
  },
  { id: 'steps', head: 'It fell at once in', cell: ({ steps }) => <Name>{steps}</Name> },
];

function rowOf(
  { group, shrank, versions, steps }: Group,
  { labels, fall }: { readonly labels: ReadonlyMap<string, string>; readonly fall: number },
): Row {
  const shareAt = (i: number): string => {
    const one = versions.at(i);
    return one === undefined ? '–' : percent(one.share);
  };
  const fell = steps.flatMap((step, i) => (step === 'holds' ? [labelOf(versions[i + 1]!.version, labels)] : []));
  const [, , word] = ANSWERS[shrank];
  // A share may be lower without having fallen by as much as counts.
  const answer = fall === 0 || shrank === 'not-known' ? word : `${word} by more than ${pointsOf(fall)}`;
  const shown = { first: shareAt(0), last: shareAt(-1), steps: fell.length === 0 ? '–' : fell.join(', ') };
  return { group, shrank, answer, ...shown };
}

const labelOf = (version: string, labels: ReadonlyMap<string, string>): string => labels.get(version) ?? version;

function chartOf({ attribute, groups }: Attribute, labels: ReadonlyMap<string, string>, width: number) {
  const title = `Shares by ${attribute}, version by version`;
  return forestChart({
    ...{ key: `shares-${attribute}`, title, width, axisLabel: 'share', unit: 'share' },
    description: `${title}: the share of each group in what the version learned from, with its interval.`,
    sections: groups.map(({ group, shrank, versions }) => ({
      heading: group,
      rows: versions.map(
        ({ version, share, lower, upper, of }, i): ForestRow => ({
          ...{ label: labelOf(version, labels), estimate: share, lower, upper, n: of, status: 'ok' },
          role: shrank === 'holds' && i === versions.length - 1 ? 'breach' : null,
        }),
      ),
      reference: null,
      bounds: [],
    })),
  });
}

const pointsOf = (fall: number): string => `${Number((100 * fall).toFixed(4))} percentage points`;
const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
