import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { useHeldTasks } from '../held.js';
import { useDocumentTasks } from './document-tasks.js';
import { useGateTasks } from './gate-tasks.js';
import { useControlTasks, usePeopleTasks } from './other-tasks.js';
import { taskOf } from './task-of.js';

/** What waits for the reader across all systems, and what waits for others. */
export default function Inbox() {
  const gates = useGateTasks();
  const documents = useDocumentTasks();
  const all = [...gates.tasks, ...usePeopleTasks(), ...documents.tasks, ...useControlTasks()];
  const held = useHeldTasks();
  const may = useMay()('gates.read');
  const mine = all.filter(({ isMine }) => isMine);
  const others = all.filter(({ isMine }) => !isMine);
  const rest = [...held.waiting, ...others.map(taskOf), ...held.rest];
  return (
    <Page
      title="Tasks"
      about="What gates, documents, controls and people wait for. Alarms stand on the overview, as nobody is to look for them here."
    >
      {may ? (
        <Answer of={gates.list} what="what waits for you">
          {() => (
            <>
              <Section title="Waits for you">
                {mine.length + held.mine.length > 0 ? (
                  <ul className="tasks">
                    {mine.map(taskOf)}
                    {held.mine}
                  </ul>
                ) : (
                  <p className="quiet">
                    <span className="glyph" aria-hidden="true">
                      ●
                    </span>
                    {documents.left === null
                      ? 'Nothing waits for you.'
                      : 'Of what was looked at nothing waits for you.'}
                  </p>
                )}
                {documents.left === null ? null : <p className="note">{documents.left}</p>}
              </Section>
              <Section title="Waits for others">
                {rest.length > 0 ? <ul className="tasks">{rest}</ul> : <p className="note">Nothing.</p>}
              </Section>
            </>
          )}
        </Answer>
      ) : (
        <p className="note">Your roles do not show this.</p>
      )}
    </Page>
  );
}
