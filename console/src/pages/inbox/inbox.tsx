import type { ReactNode } from 'react';
import { Page, Section } from '../../parts/page.js';
import { Loading } from '../../parts/states.js';
import { useHeldTasks } from '../held.js';
import { useDocumentTasks } from './document-tasks.js';
import { useGateTasks } from './gate-tasks.js';
import { useControlTasks, usePeopleTasks } from './other-tasks.js';
import { taskOf } from './task-of.js';

/** What waits for the reader across all systems, and what waits for others. */
export default function Inbox() {
  const gates = useGateTasks();
  const all = [...gates.tasks, ...usePeopleTasks(), ...useDocumentTasks(), ...useControlTasks()];
  const held = useHeldTasks();
  const mine = all.filter(({ isMine }) => isMine);
  const others = all.filter(({ isMine }) => !isMine);
  const rest = [...others.map(taskOf), ...held.rest];
  return (
    <Page
      title="Tasks"
      about="What gates, documents, controls and people wait for. Alarms stand on the overview, as nobody is to look for them here."
    >
      <Section title="Waits for you">
        {mine.length + held.urgent.length > 0 ? (
          <ul className="tasks">
            {mine.map(taskOf)}
            {held.urgent}
          </ul>
        ) : gates.isAsked ? (
          <Quiet>Nothing waits for you.</Quiet>
        ) : (
          <Loading what="what waits for you" />
        )}
      </Section>
      <Section title="Waits for others">
        {rest.length > 0 ? <ul className="tasks">{rest}</ul> : <p className="note">Nothing.</p>}
      </Section>
    </Page>
  );
}

const Quiet = ({ children }: { readonly children: ReactNode }) => (
  <p className="quiet">
    <span className="glyph" aria-hidden="true">
      ●
    </span>
    {children}
  </p>
);
