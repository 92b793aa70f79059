// Reads [{kind, text, data}] from standard input and answers with what the browser's FEEL makes of each.
import { evaluate } from '../../../frontend/node_modules/@bpmn-io/feelin/dist/index.js';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const jobs = JSON.parse(Buffer.concat(chunks).toString());
const answers = jobs.map(({ text, data }) => {
  try {
    const { value } = evaluate(text, data);
    return { value: value === undefined ? null : value };
  } catch (error) {
    return { value: null, error: String(error) };
  }
});
process.stdout.write(JSON.stringify(answers));
