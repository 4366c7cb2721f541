import { useQuery } from '@tanstack/react-query';
import { evidenceQuery } from '../../api/cases.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { Name } from '../../parts/words.js';

const KINDS: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'photo',
  'image/png': 'picture',
  'text/plain': 'text',
};
const KILOBYTE = 1024;

const sizeOf = (bytes: number): string =>
  bytes < KILOBYTE * KILOBYTE
    ? `${Math.max(1, Math.round(bytes / KILOBYTE))} kB`
    : `${(bytes / KILOBYTE / KILOBYTE).toFixed(1)} MB`;

/** What the person handed in. It is theirs and not the machine's, so it is there from the beginning; where there is nothing, nothing is said. */
export function Evidence({ id }: { readonly id: string }) {
  const asked = useQuery(evidenceQuery(id));
  if (asked.data?.files.length === 0 || (asked.data === undefined && asked.error === null)) return null;
  return (
    <Section title="What the person handed in">
      <Answer of={asked} what="what the person handed in">
        {({ files }) => (
          <div className="stack">
            <p className="note">
              Look at it before you commit your view. Each file is saved on your computer, and that you opened it is
              written into the log. Delete it when the case is answered.
            </p>
            <ul>
              {files.map((file) => (
                <li key={file.id}>
                  <a href={`/v1/cases/${id}/evidence/${file.id}`} download>
                    <Name whole>{file.name === '' ? 'File without a name' : file.name}</Name>
                  </a>
                  , {KINDS[file.type] ?? file.type}, {sizeOf(file.bytes)}
                  {file.opened ? ', opened by you' : ''}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Answer>
    </Section>
  );
}
