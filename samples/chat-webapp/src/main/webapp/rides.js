// One request to the demo, and what came of it. Nothing here touches the page.

/** The routes of the policy, and how each is asked. */
export const ROUTES = [
  {path: '/api/playground', hint: 'anyone', kind: 'app'},
  {path: '/api/chat/free', hint: '20 a day', kind: 'app'},
  {path: '/api/chat/pro', hint: 'plan pro', kind: 'app'},
  {path: '/api/agent/run', hint: 'search, calculator', kind: 'agent'},
  {path: '/api/summarize/upload', hint: '2 files an hour', kind: 'upload'},
  {path: '/v1/chat/completions', hint: 'OpenAI API, plan pro', kind: 'openai'},
];

export const USERS = [
  {name: 'anonymous', plan: '', key: ''},
  {name: 'alice', plan: 'free', key: 'alice-key'},
  {name: 'bob', plan: 'pro', key: 'bob-key'},
  {name: 'carol', plan: 'pro', key: 'carol-key'},
  {name: 'mallory', plan: 'free', key: 'mallory-key'},
];

/** The request that the form asks for: {route, user, body, form, stream}. */
export function request({user, route, message, file, tokens, steps, model, stream}) {
  if (route.kind === 'upload') {
    const form = new FormData();
    form.append('file', file ?? new Blob([message]), file?.name ?? 'message.txt');
    return {user, route, form, stream: false};
  }
  const number = text => (text === '' ? undefined : Number(text));
  const body = route.kind === 'openai'
    ? {model: model || 'gpt-5-mini', messages: [{role: 'user', content: message}],
       max_completion_tokens: number(tokens), stream: stream || undefined,
       stream_options: stream ? {include_usage: true} : undefined}
    : {message, model: model || undefined, maxOutputTokens: number(tokens),
       maxSteps: route.kind === 'agent' ? number(steps) : undefined};
  return {user, route, body: JSON.stringify(body), stream: stream && route.kind !== 'agent'};
}

/** The same request for a terminal. */
export function curl({user, route, body, stream}) {
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
  const words = ['curl -N', location.origin + route.path];
  if (user.key) words.push(`-u ${user.name}:${user.key}`);
  if (stream && route.kind === 'app') words.push("-H 'Accept: text/event-stream'");
  words.push(body === undefined
    ? '-F file=@FILE'
    : `-H 'Content-Type: application/json' \\\n  -d ${quoted(body.length > 500 ? body.slice(0, 500) + '…' : body)}`);
  return words.join(' \\\n  ');
}

/**
 * Sends a request. Calls onText with each piece of the reply, and resolves to its facts: {status, rideId, model, cost,
 * tokens, refusal, json}. The page's users change, so no cookie is sent and no session shared.
 */
export async function send(asked, signal, onText) {
  const headers = {'X-Requested-With': 'fetch'};
  if (asked.user.key) headers.Authorization = `Bearer ${asked.user.key}`;
  if (asked.body !== undefined) headers['Content-Type'] = 'application/json';
  if (asked.stream) headers.Accept = 'text/event-stream';
  const response = await fetch(asked.route.path,
    {method: 'POST', headers, body: asked.form ?? asked.body, signal, credentials: 'omit', cache: 'no-store'});
  const facts = {
    status: response.status,
    rideId: response.headers.get('Faregate-Ride-Id'),
    model: response.headers.get('Demo-Model'),
    cost: response.headers.get('Demo-Cost'),
  };
  if (response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    for await (const event of events(response.body)) take(event, facts, onText);
  } else {
    whole(await response.text(), facts, onText);
  }
  return facts;
}

async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {done, value} = await reader.read();
    const blocks = (rest + (value ?? '')).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = {name: '', data: '', comment: ''};
      for (const line of block.split('\n')) {
        if (line.startsWith('event:')) event.name = line.slice(6).trim();
        else if (line.startsWith('data:')) event.data += line.slice(5).trim();
        else if (line.startsWith(':')) event.comment = line.slice(1).trim();
      }
      yield event;
    }
    if (done) return;
  }
}

function take({data, comment}, facts, onText) {
  if (comment.startsWith('cost ')) facts.cost = comment.slice(5);
  if (data === '' || data === '[DONE]') return;
  const json = JSON.parse(data);
  if (json.delta) onText(json.delta);
  onText(json.choices?.[0]?.delta?.content ?? '');
  learn(json, facts);
}

function whole(text, facts, onText) {
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    facts.refusal = {message: text.slice(0, 300)};
    return;
  }
  onText(json.reply ?? json.choices?.[0]?.message?.content ?? '');
  learn(json, facts);
  facts.json = json;
}

/** Replies and refusals of all dialects have their facts in one of two or three places. */
function learn(json, facts) {
  facts.rideId ??= json.rideId;
  if (json.cost !== undefined) Object.assign(facts, {cost: json.cost, model: json.model});
  facts.tokens = json.usage?.completion_tokens ?? facts.tokens;
  if (json.error) {
    facts.refusal = {message: json.error.message, reason: json.error.code ?? json.error.type};
  } else if (json.detail) {
    facts.refusal = {message: json.detail, reason: json.reason, rule: json.rule};
  }
}
