import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';

type Event = wire.IntegrityEventList['events'][number];

/** Beside the reader's own look, ms. */
const AGAIN_MS = 60_000;

const WORDS: Readonly<Record<Event['type'], string>> = {
  conflict: 'other content under a known id; it was refused',
  'late-repeat': 'a known id, sent again after the window of ids',
  'erased-id': 'an id that was erased, sent again',
};

/** Records that came under an id that the log knew, for whoever may see them. */
export function Integrity() {
  const mayRead = useMay()('integrity.read');
  const events = useQuery({
    queryKey: ['integrity'],
    queryFn: ({ signal }) => call('GET /v1/integrity-events', { signal }),
    enabled: mayRead,
    refetchInterval: AGAIN_MS,
  });
  if (!mayRead) return null;
  return (
    <Section
      title="Integrity"
      aside={<span className="note small">records that came under an id that the log knew already</span>}
    >
      <Answer of={events} what="the integrity events">
        {({ events: list }) =>
          list.length === 0 ? (
            <p className="quiet">Nothing: no id came twice with another content.</p>
          ) : (
            <Table
              caption="Integrity events, the newest first"
              columns={COLUMNS}
              rows={list}
              rowKey={({ decision, detectedAt, type }) => `${decision} ${detectedAt} ${type}`}
            />
          )
        }
      </Answer>
    </Section>
  );
}

const contentOf = ({ content }: Event): string =>
  content === undefined
    ? ''
    : content === 'unknown'
      ? ', its content not known any more'
      : `, with ${content === 'same' ? 'the same' : 'other'} content`;

const COLUMNS: readonly Column<Event>[] = [
  { id: 'at', head: 'Seen', cell: ({ detectedAt }) => <Time at={detectedAt} /> },
  { id: 'type', head: 'What', cell: (event) => `${WORDS[event.type]}${contentOf(event)}` },
  {
    id: 'decision',
    head: 'Decision',
    cell: ({ decision }) => (
      <Link to="/decisions" search={{ id: decision }}>
        <code>{decision}</code>
      </Link>
    ),
  },
  { id: 'first', head: 'First entry', isNumber: true, cell: ({ firstIndex }) => formatCount(firstIndex) },
  { id: 'source', head: 'Sent by', cell: ({ source }) => <Name>{source}</Name> },
];
