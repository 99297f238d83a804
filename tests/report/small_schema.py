"""As much of JSON Schema as gilrace's own schemas use, to hold documents against them."""

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def problems(value, schema, at=""):
    """What does not fit, in words."""
    if "anyOf" in schema:
        tried = [problems(value, one, at) for one in schema["anyOf"]]
        return min(tried, key=len)
    if "const" in schema and value != schema["const"]:
        return [f"{at}: {value!r} is not {schema['const']!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is not one of {schema['enum']}"]
    if "type" in schema and not fits(value, schema["type"]):
        return [f"{at}: {value!r}"]
    found = [f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, inner, part in parts(value, schema):
        found += problems(part, inner, f"{at}/{name}".strip("/"))
    for name in value if "propertyNames" in schema else ():
        found += problems(name, schema["propertyNames"], f"{at}/{name}")
    return found


def fits(value, kind):
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def parts(value, schema):
    if isinstance(value, list) and "items" in schema:
        yield from ((k, schema["items"], part) for k, part in enumerate(value))
    if isinstance(value, dict):
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        yield from ((k, known[k], part) for k, part in value.items() if k in known)
        yield from ((k, other, part) for k, part in value.items() if k not in known and other is not None)


def keys_missing(value, schema):
    """Keys of a document whose objects the schema lists, and which it does not list."""
    if "anyOf" in schema:
        return min((keys_missing(value, one) for one in schema["anyOf"] if not problems(value, one)), key=len)
    known = schema.get("properties")
    found = set(value) - set(known) if known and isinstance(value, dict) else set()
    for _, inner, part in parts(value, schema):
        found |= keys_missing(part, inner)
    return found
