import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { RecordRef } from '../../api/record-document.js';
import { shortDigest } from '../../parts/digest.js';
import { plainText } from '../../parts/plain-text.js';
import { Name } from '../../parts/words.js';
import { placeText } from './words.js';

interface MarkProps {
  /** Its place among the records of the document. */
  readonly at: number;
  readonly of: RecordRef;
  /** Why it is out of date; undefined where it is not. */
  readonly staleBecause?: string | undefined;
}

/** The mark of a source after a value: what it is, for whoever points at it or comes to it by keyboard. Escape puts it away. */
export function SourceMark({ at, of, staleBecause }: MarkProps) {
  const id = useId();
  const [isAway, setAway] = useState(false);
  const place = placeText(of);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape and leaving only put the note away
    <span
      className="source"
      data-away={isAway}
      onPointerLeave={() => setAway(false)}
      onBlur={() => setAway(false)}
      onKeyDown={({ key }) => {
        if (key === 'Escape') setAway(true);
      }}
    >
      <a href={`#record-${at + 1}`} aria-describedby={id} className={staleBecause === undefined ? undefined : 'stale'}>
        [{at + 1}]
      </a>
      <span role="tooltip" id={id} className="source-note">
        <strong>{of.kind}</strong> <Name>{of.id}</Name>
        {of.digest === null ? null : (
          <span className="block">
            digest <code>{shortDigest(of.digest)}</code>
          </span>
        )}
        {place === null ? null : <span className="block">{place} of the log</span>}
        {staleBecause === undefined ? null : <span className="block">out of date: {plainText(staleBecause)}</span>}
      </span>
    </span>
  );
}

/** The way to the page of a record, where there is one. */
export function RecordLink({ of: { kind, id } }: { readonly of: RecordRef }) {
  // In the internal view whoever made a record stands after its id.
  const bare = id.split(', by ')[0] ?? id;
  switch (kind) {
    case 'audit':
      return (
        <Link to="/audits/$id" params={{ id: bare }}>
          <Name>{id}</Name>
        </Link>
      );
    case 'system':
      return (
        <Link to="/systems/$system" params={{ system: bare }}>
          <Name>{id}</Name>
        </Link>
      );
    case 'deployment':
      return (
        <Link to="/deployment" search={{ id: bare }}>
          <Name>{id}</Name>
        </Link>
      );
    case 'version':
      return (
        <Link to="/lineage" search={{ version: bare }}>
          <Name>{id}</Name>
        </Link>
      );
    case 'incident':
      return (
        <Link to="/incidents/$id" params={{ id: bare }}>
          <Name>{id}</Name>
        </Link>
      );
    case 'stop':
      return (
        <Link to="/stops/$id" params={{ id: bare }}>
          <Name>{id}</Name>
        </Link>
      );
    default:
      return <Name>{id}</Name>;
  }
}
