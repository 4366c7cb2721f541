import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { documentQuery } from '../../api/documents.js';
import type { RecordDocument, RecordRef } from '../../api/record-document.js';
import { Digest } from '../../parts/digest.js';
import { textOf } from '../../parts/files.js';
import { plainText } from '../../parts/plain-text.js';
import { Answer, Failure, shownOf } from '../../parts/states.js';
import { Name } from '../../parts/words.js';
import { compareDocuments, type Difference, isSame } from './difference.js';
import { readDocument } from './saved-document.js';
import { registeredAbout } from './subject-field.js';

const route = getRouteApi('/documents');

/** Most bytes of a document that is read from a file. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Compares a document with that of another version, or with one that was saved before. */
export function Compare({ of }: { readonly of: RecordDocument }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registry = shownOf(useQuery(registeredAbout(of.subject)));
  const [saved, setSaved] = useState<RecordDocument | Error | null>(null);
  const others = (registry?.versions ?? []).map(({ model, label, digest }) =>
    label === '' ? digest : `${model}@${label}`,
  );
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const { name } = file;
    const opened = textOf(file, MOST_BYTES).then((text) => readDocument(text, { name, kind: of.kind }));
    setSaved(await opened.catch((cause: unknown) => cause as Error));
  };
  return (
    <div className="stack">
      <div className="row no-print">
        <div className="field grow">
          <label htmlFor="compare-with">With the same document about</label>
          <select
            id="compare-with"
            value={search.with ?? ''}
            onChange={({ target }) => {
              setSaved(null);
              void navigate({
                search: { ...search, with: target.value === '' ? undefined : target.value },
                replace: true,
              });
            }}
          >
            <option value="">no other version</option>
            {others
              .filter((one) => one !== of.subject)
              .map((one) => (
                <option key={one} value={one}>
                  {plainText(one)}
                </option>
              ))}
          </select>
        </div>
        <div className="field grow">
          <label htmlFor="compare-file">Or with one that was saved before (json); it is sent nowhere</label>
          <input
            id="compare-file"
            type="file"
            accept="application/json,.json"
            onChange={({ target }) => void read(target.files?.[0])}
          />
        </div>
      </div>
      {saved instanceof Error ? <Failure cause={saved} /> : null}
      {saved !== null && !(saved instanceof Error) ? <Between before={saved} after={of} /> : null}
      {saved === null && search.with !== undefined ? (
        <WithVersion key={search.with} of={of} subject={search.with} />
      ) : null}
    </div>
  );
}

function WithVersion({ of, subject }: { readonly of: RecordDocument; readonly subject: string }) {
  const other = useQuery(documentQuery({ kind: of.kind, subject, view: of.view }));
  return (
    <Answer of={other} what="the other document">
      {(before) => <Between before={before} after={of} />}
    </Answer>
  );
}

/** What differs, and between which two documents: of another view or about something else much differs that did not change. */
const Between = ({ before, after }: { readonly before: RecordDocument; readonly after: RecordDocument }) => (
  <>
    {before.view === after.view && before.subject === after.subject ? null : (
      <p className="note">
        The other is the {before.view} view about <Name whole>{before.subject}</Name>; this is the {after.view} view
        about <Name whole>{after.subject}</Name>.
      </p>
    )}
    <Differences of={compareDocuments(before, after)} />
  </>
);

const said = (value: readonly string[] | null): ReactNode =>
  value === null ? <span className="note">not said</span> : <Name whole>{value.join('\n')}</Name>;

function Differences({ of }: { readonly of: Difference }) {
  if (isSame(of)) return <p className="verdict good">Both say the same from the same records.</p>;
  return (
    <div className="stack">
      <p className="verdict care" role="status">
        {of.fields.length === 1 ? 'One field' : `${of.fields.length} fields`} and{' '}
        {of.tables.length === 1 ? 'one table differ' : `${of.tables.length} tables differ`}.
      </p>
      {of.fields.length === 0 ? null : (
        <ul className="tasks">
          {of.fields.map(({ section, label, before, after }) => (
            <li key={`${section} ${label}`} className="task care">
              <span className="what">
                <Name>{label}</Name>
              </span>
              <span className="when">
                <Name>{section}</Name>
              </span>
              <span className="why lines">
                <del>{said(before)}</del> <ins>{said(after)}</ins>
              </span>
            </li>
          ))}
        </ul>
      )}
      {of.tables.length === 0 ? null : (
        <p>
          Other figures:{' '}
          <Name whole>{of.tables.map(({ section, caption }) => `${section}, ${caption}`).join('; ')}</Name>
        </p>
      )}
      <Stale name="Out of date by now" of={of.newlyStale} />
      <Stale name="Out of date before, and no longer" of={of.noLongerStale} />
      <Records name="Records with another content now" of={of.changedRecords} />
      <Records name="Records that are new" of={of.newRecords} />
      <Records name="Records that are gone" of={of.goneRecords} />
    </div>
  );
}

const Stale = ({ name, of }: { readonly name: string; readonly of: Difference['newlyStale'] }) =>
  of.length === 0 ? null : (
    <div>
      <p>{name}:</p>
      <ul className="plain">
        {of.map(({ kind, id, because }) => (
          <li key={`${kind} ${id} ${because}`}>
            {kind} <Name>{id}</Name>: <Name whole>{because}</Name>
          </li>
        ))}
      </ul>
    </div>
  );

const Records = ({ name, of }: { readonly name: string; readonly of: readonly RecordRef[] }) =>
  of.length === 0 ? null : (
    <details>
      <summary>
        {name}: {of.length}
      </summary>
      <ul className="plain">
        {of.map(({ kind, id, digest }) => (
          <li key={`${kind} ${id}`}>
            {kind} <Name>{id}</Name> {digest === null ? null : <Digest of={digest} />}
          </li>
        ))}
      </ul>
    </details>
  );
