import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { element } from '../../../core/markup/index.js';
import { pageFrame, sectionedBody } from './index.js';

const sheet = 'p{color:CanvasText}';

describe('the frame of a page', () => {
  it('allows a document of its own nothing but its style sheet, by digest', () => {
    const html = pageFrame({ title: 'A', style: { sheet }, body: [] });
    const digest = createHash('sha256').update(sheet).digest('base64');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(html).toContain(`<style>${sheet}</style>`);
    expect(html).not.toMatch(/<link|<script/);
  });

  it('leaves the policy of a page of the service to its answer', () => {
    const html = pageFrame({ title: 'A', style: { href: '/a.css' }, script: '/a.js', body: [] });
    expect(html).toContain('<link rel="stylesheet" href="/a.css">\n<script type="module" src="/a.js"></script>');
    expect(html).not.toMatch(/Content-Security-Policy|<style/);
  });

  it('escapes title, language and addresses', () => {
    const html = pageFrame({ title: '<b>&', language: '"x', style: { href: '"><i>' }, goTo: '"><u>', body: [] });
    expect(html).toContain('<title>&lt;b&gt;&amp;</title>');
    expect(html).toContain('<html lang="&quot;x">');
    expect(html).not.toMatch(/<b>|<i>|<u>/);
  });

  it('names language and character set, and sets parts on lines of their own', () => {
    const html = pageFrame({
      title: 'A',
      style: { sheet },
      body: [element('p', {}, '1'), element('p', {}, '<')],
    });
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">/);
    expect(html).toContain('<body>\n<p>1</p>\n<p>&lt;</p>\n</body>');
  });
});

describe('the body of a long page', () => {
  const parts = {
    skip: 'Skip to the content',
    header: element('header', {}, element('h1', {}, 'A')),
    sections: [{ id: 'one', title: 'One <', content: [element('p', {}, 'text')] }],
    footer: 'Made by hand.',
  };

  it('leads past its beginning, lists its sections, and each is named by its heading', () => {
    const html = pageFrame({ title: 'A', style: { sheet }, body: sectionedBody(parts) });
    expect(html).toContain('<body>\n<a class="skip" href="#main">Skip to the content</a>\n<header>');
    expect(html).toContain('<li><a href="#one">One &lt;</a></li>');
    expect(html).toContain(
      '<main id="main"><section aria-labelledby="one"><h2 id="one">One &lt;</h2><p>text</p></section>',
    );
  });

  it('may stand without contents', () => {
    const html = pageFrame({ title: 'A', style: { sheet }, body: sectionedBody({ ...parts, hasContents: false }) });
    expect(html).not.toContain('<nav');
  });
});
