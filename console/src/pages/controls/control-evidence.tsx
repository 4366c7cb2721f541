import { Link } from '@tanstack/react-router';
import type { Control } from '../../api/controls.js';
import { Digest } from '../../parts/digest.js';
import { EntryLink } from '../../parts/entry-link.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { StatusBadge } from './status-badge.js';

type Found = Control['checks'][number]['evidence'][number];

/** The way to a record that a control stands on, where there is a page of it. */
function Source({ of: { record, id } }: { readonly of: Found }) {
  if (record === 'audit')
    return (
      <Link to="/audits/$id" params={{ id }}>
        <Name>{id}</Name>
      </Link>
    );
  if (record === 'deployment')
    return (
      <Link to="/deployment" search={{ id }}>
        <Name>{id}</Name>
      </Link>
    );
  if (record === 'system')
    return (
      <Link to="/systems/$system" params={{ system: id }}>
        <Name>{id}</Name>
      </Link>
    );
  return <Name>{id}</Name>;
}

/** What records say to each check of a control, with the records that it stands on. */
export const ControlEvidence = ({ of }: { readonly of: Control }) => (
  <div className="stack small">
    {of.checks.length === 0 ? null : (
      <ul className="checks">
        {of.checks.map(({ says, result, evidence, check }) => (
          <li key={JSON.stringify(check)}>
            <StatusBadge status={result} /> <Name whole>{says}</Name>
            {evidence.length === 0 ? null : (
              <ul className="plain">
                {evidence.map((one) => (
                  <li key={`${one.record} ${one.id} ${one.says}`}>
                    {one.record} <Source of={one} />
                    {one.digest === null ? null : (
                      <>
                        {' '}
                        <Digest of={one.digest} />
                      </>
                    )}
                    {one.entry === null ? null : (
                      <>
                        , <EntryLink at={one.entry}>entry {one.entry}</EntryLink>
                      </>
                    )}
                    {one.at === null ? null : (
                      <>
                        , <Time at={one.at} />
                      </>
                    )}
                    : <Name whole>{one.says}</Name>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    )}
    <p className="note">
      Asked for by <Name whole>{of.source}</Name>
      {of.url === null ? null : (
        <>
          {' '}
          (
          <a href={of.url} target="_blank" rel="noreferrer">
            text
          </a>
          )
        </>
      )}
      {of.basis === 'primary' ? '' : `, read in ${of.basis === 'secondary' ? 'a copy' : 'background'} only`}.
      {of.doubt === null ? null : (
        <>
          {' '}
          In doubt: <Name whole>{of.doubt}</Name>
        </>
      )}
    </p>
  </div>
);
