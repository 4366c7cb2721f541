import { useQuery } from '@tanstack/react-query';
import { type Registry, registeredOfQuery } from '../../api/queries.js';
import { plainText } from '../../parts/plain-text.js';
import { shownOf } from '../../parts/states.js';

interface FieldProps {
  readonly subject: string;
  readonly onSubject: (subject: string) => void;
}

/** What a document can be about within the system of a subject: the system, its deployments and its versions. */
function subjectsOf(registry: Registry): readonly string[] {
  return [
    ...registry.systems.map(({ id }) => id),
    ...registry.deployments.map(({ id }) => id),
    ...registry.versions.map(({ model, label, digest }) => (label === '' ? digest : `${model}@${label}`)),
  ];
}

/** The part of the registry in which a subject stands; a version names its model before its label. */
export const registeredAbout = (subject: string) =>
  subject.includes('@')
    ? registeredOfQuery({ model: subject.slice(0, subject.lastIndexOf('@')) })
    : subject.includes('/')
      ? registeredOfQuery({ deployment: subject })
      : registeredOfQuery({ system: subject });

/** Chooses what documents are about: the system, a deployment or a version. */
export function SubjectField({ subject, onSubject }: FieldProps) {
  const registry = shownOf(useQuery(registeredAbout(subject)));
  const subjects = registry === undefined ? [] : [...new Set(subjectsOf(registry))];
  return (
    <div className="field no-print system-choice">
      <label htmlFor="document-subject">About</label>
      <select id="document-subject" value={subject} onChange={({ target }) => onSubject(target.value)}>
        {subjects.includes(subject) ? null : <option value={subject}>{plainText(subject)}</option>}
        {subjects.map((one) => (
          <option key={one} value={one}>
            {plainText(one)}
          </option>
        ))}
      </select>
    </div>
  );
}
