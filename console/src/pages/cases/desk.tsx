import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { mineQuery } from '../../api/cases.js';
import { Said, useAct } from '../../parts/act.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { hadBreak } from './comfort.js';
import { ComfortSettings } from './comfort-settings.js';
import { OwnCalibrations } from './own-calibrations.js';
import { takeNext } from './take-next.js';

const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"]';

/** Where a reader takes the next case. It says nothing of what waits: how much and of which kind would tell why a case is one. */
export function Desk() {
  const mine = useQuery({ ...mineQuery, refetchOnMount: 'always' });
  const [isNothing, setNothing] = useState(false);
  const [client, navigate] = [useQueryClient(), useNavigate()];
  const act = useAct(async () => {
    const id = await takeNext(client);
    setNothing(id === null);
    if (id !== null) await navigate({ to: '/cases/$id', params: { id } });
  }, ['cases']);
  // Whoever comes back to the desk reads nothing now.
  useEffect(hadBreak, []);
  const { run } = act;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== '1' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(TYPING) !== null) return;
      run(undefined);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [run]);
  return (
    <Page
      title="Cases"
      about="One decision about one person at a time: your own view first, then what the machine said."
    >
      <p className="acts">
        <button
          type="button"
          className="button main-act"
          disabled={act.isRunning}
          aria-keyshortcuts="1"
          onClick={() => run(undefined)}
        >
          Take the next case <kbd>1</kbd>
        </button>
      </p>
      {isNothing ? (
        <p className="quiet" role="status">
          No case waits for you now.
        </p>
      ) : null}
      <Said error={act.error} />
      <Section title="Your cases">
        <Answer of={mine} what="your cases">
          {({ cases }) => (cases.length === 0 ? <p className="quiet">You have no case.</p> : <Mine ids={cases} />)}
        </Answer>
      </Section>
      <OwnCalibrations />
      <Section title="Keys">
        <dl className="facts">
          <dt>
            <kbd>1</kbd> to <kbd>9</kbd>
          </dt>
          <dd>press the button of that number, where nothing is typed</dd>
          <dt>
            <kbd>Ctrl Enter</kbd>
          </dt>
          <dd>sends your view or answer after five seconds; once more at once</dd>
          <dt>
            <kbd>u</kbd>
          </dt>
          <dd>takes back what is about to be sent, as Escape does from within a text</dd>
        </dl>
      </Section>
      <ComfortSettings />
    </Page>
  );
}

const Mine = ({ ids }: { readonly ids: readonly string[] }) => (
  <ul className="tasks">
    {ids.map((id) => (
      <li className="task" key={id}>
        <span className="what">
          <Link to="/cases/$id" params={{ id }}>
            Go on with case {id.slice(-SHOWN)}
          </Link>
        </span>
      </li>
    ))}
  </ul>
);

/** Last letters of an id, by which a reader tells their few cases apart. */
const SHOWN = 6;
