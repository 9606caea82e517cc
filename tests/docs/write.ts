/** `npm run docs`: writes the generated pages. */
import { writeFileSync } from 'node:fs';
import { commandsPage } from './documents.ts';

writeFileSync(new URL('../../docs/commands.md', import.meta.url), commandsPage());
