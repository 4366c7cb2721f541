import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { colourVariables } from '../dist/core/charts/index.js';

const built = (path: string): string => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

/** Puts the colours of all pages and charts into the sheet: light, dark where the reader's screen or the reader asks for it, light on paper. */
const palette: Plugin = {
  name: 'palette',
  enforce: 'pre',
  transform: (_code, id) =>
    id.endsWith('/style/palette.css')
      ? [
          `:root{color-scheme:light;${colourVariables('light')}}`,
          `@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${colourVariables('dark')}}}`,
          `@media screen{:root[data-theme=dark]{color-scheme:dark;${colourVariables('dark')}}}`,
        ].join('\n')
      : null,
};

export default defineConfig({
  base: '/console/',
  plugins: [palette],
  resolve: {
    alias: {
      'tribune/charts': built('core/charts/index.js'),
      'tribune/ledger': built('core/ledger/index.js'),
    },
  },
  build: {
    target: 'es2022',
    // The security policy of the service allows no inline script, and data: addresses nowhere.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      onLog(level, log, report) {
        // Packages that are also run on servers mark what belongs to the browser; here everything does.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
