import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.js';
import { type Discussed, discussionQuery } from '../../api/reviews.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { TextForm } from '../../parts/text-form.js';
import { Badge, Name } from '../../parts/words.js';
import { CONFIDENCE, inputText } from './words.js';

/** Longest note, as the service takes it. */
const MOST_NOTE = 4000;

interface Props {
  readonly id: string;
  /** Whether who looks read in it; else they look after it. */
  readonly isReader: boolean;
}

/** What everybody said of each case of a calibration, those first on which they differ. */
export function Discussion({ id, isReader }: Props) {
  const asked = useQuery(discussionQuery(id, isReader));
  return (
    <Section title="What was said">
      <Answer of={asked} what="what was said">
        {({ items }) => (
          <div className="stack">
            {items
              .toSorted((a, b) => Number(isDisputed(b)) - Number(isDisputed(a)))
              .map((item) => (
                <Item key={item.item} calibration={id} of={item} isReader={isReader} />
              ))}
          </div>
        )}
      </Answer>
    </Section>
  );
}

const isDisputed = ({ views }: Discussed): boolean =>
  new Set(views.flatMap(({ view }) => (view === null ? [] : [String(view.outcome)]))).size > 1;

/** That nobody differs, or that too few read it for anybody to. */
function readBy({ views }: Discussed): string {
  const read = views.filter(({ view }) => view !== null).length;
  return read > 1 ? 'all alike' : read === 1 ? 'read by one' : 'read by nobody';
}

function Item({
  calibration,
  of,
  isReader,
}: {
  readonly calibration: string;
  readonly of: Discussed;
  readonly isReader: boolean;
}) {
  const may = useMay();
  const isDisputedOne = isDisputed(of);
  if (of.erased)
    return <p className="quiet">Case {of.item + 1}: the decision was erased, and with it what was said of it.</p>;
  const inputs = Object.entries(of.inputs as Readonly<Record<string, unknown>>);
  return (
    <details open={isDisputedOne}>
      <summary>
        Case {of.item + 1}{' '}
        {isDisputedOne ? (
          <Badge look="care" glyph="◆">
            you differ
          </Badge>
        ) : (
          readBy(of)
        )}
      </summary>
      <div className="stack">
        <dl className="facts">
          {inputs.map(([name, value]) => (
            <div className="pair" key={name}>
              <dt>
                <Name>{name}</Name>
              </dt>
              <dd>
                <Name whole>{inputText(value)}</Name>
              </dd>
            </div>
          ))}
          <dt>The machine</dt>
          <dd>{String(of.machine ?? '–')}</dd>
          <dt>In the end</dt>
          <dd>{String(of.decided ?? '–')}</dd>
        </dl>
        <Table
          caption={`Views of case ${of.item + 1}`}
          columns={VIEWS}
          rows={of.views}
          rowKey={({ reader }) => reader}
        />
        {of.note === null ? null : (
          <blockquote>
            <bdi className="lines">{of.note}</bdi>
          </blockquote>
        )}
        {!isReader && may('case.lead') ? <Note calibration={calibration} of={of} /> : null}
      </div>
    </details>
  );
}

type Reader = Discussed['views'][number];
const VIEWS: readonly Column<Reader>[] = [
  { id: 'reader', head: 'Reader', cell: ({ reader }) => <Name>{reader}</Name> },
  { id: 'outcome', head: 'View', cell: ({ view }) => (view === null ? 'not read' : String(view.outcome)) },
  {
    id: 'confidence',
    head: 'How sure',
    cell: ({ view }) => CONFIDENCE.find(([value]) => value === view?.confidence)?.[1] ?? '–',
  },
  {
    id: 'reason',
    head: 'Why',
    cell: ({ view }) => (view === null ? '–' : <bdi className="lines">{view.reason}</bdi>),
  },
];

const Note = ({ calibration, of }: { readonly calibration: string; readonly of: Discussed }) => (
  <TextForm
    label="What the discussion came to"
    most={MOST_NOTE}
    rows={3}
    does="Keep the note"
    before={of.note ?? ''}
    isSmall
    act={(text) =>
      call('POST /v1/calibrations/{id}/notes', { path: { id: calibration }, body: { item: of.item, text } })
    }
    touches={['calibrations']}
  />
);
