/** `npm run docs`: writes the generated pages. */
import { writeFileSync } from 'node:fs';
import { datasetteFile } from './datasette.ts';
import { commandsPage } from './documents.ts';
import { questions } from './questions.ts';
import { schemaPage } from './schema-page.ts';
import { shippedSchema } from './shipped-schema.ts';

const schema = shippedSchema();
const write = (name: string, text: string): void => writeFileSync(new URL(`../../docs/${name}`, import.meta.url), text);

write('commands.md', commandsPage());
write('schema.md', schemaPage(schema));
write('datasette.yaml', datasetteFile(schema, questions()));
