import { type ReactNode, useEffect } from 'react';
import { plainText } from './plain-text.js';

interface PageProps {
  readonly title: string;
  /** What stands above the title: the way back. */
  readonly crumb?: ReactNode;
  readonly about?: ReactNode;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
}

const NAME_IN_TAB = 60;

/** A page of the console: its title, what it is about, and the rest. */
export function Page({ title, crumb, about, acts, children }: PageProps) {
  useEffect(() => {
    const short = title.length > NAME_IN_TAB ? `${title.slice(0, NAME_IN_TAB)} …` : title;
    document.title = `${short} · Tribune`;
  }, [title]);
  return (
    <>
      <header className="head">
        {crumb === undefined ? null : <p className="crumb">{crumb}</p>}
        <h1>
          <bdi className="clip">{plainText(title)}</bdi>
        </h1>
        {acts}
        {about === undefined ? null : <p className="about">{about}</p>}
      </header>
      {children}
    </>
  );
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="section" aria-label={title}>
      <div className="section-head">
        <h2>{plainText(title)}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
