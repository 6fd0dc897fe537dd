-- A schema full of traps, of role regress_mallory: everything of pg_catalog that
-- somebody may create has a double in it, and where a function takes anything, one
-- that takes texts and so fits better.  Whoever steps on one counts in a sequence,
-- which no rollback undoes: hostile.as_oneself, or, with the rights of another
-- than who is logged in, hostile.as_another.
CREATE FUNCTION hostile.trap() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM nextval(CASE WHEN current_user = session_user THEN 'hostile.as_oneself' ELSE 'hostile.as_another' END::regclass);
END
$$;
CREATE SEQUENCE hostile.as_oneself;
CREATE SEQUENCE hostile.as_another;
GRANT USAGE ON SCHEMA hostile TO PUBLIC;
GRANT ALL ON SEQUENCE hostile.as_oneself, hostile.as_another TO PUBLIC;
CREATE FUNCTION hostile.sprung() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', CASE WHEN m.is_called THEN 'as oneself' END, CASE WHEN o.is_called THEN 'as another' END)
    FROM hostile.as_oneself m, hostile.as_another o
$$;
CREATE FUNCTION hostile.reset() RETURNS void LANGUAGE sql AS $$
    SELECT setval('hostile.as_oneself', 1, false), setval('hostile.as_another', 1, false)
$$;

-- Somebody's schema may be where the traps are: the one on the path.
CREATE PROCEDURE hostile.plant(place text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body constant text := 'LANGUAGE plpgsql AS ''BEGIN PERFORM hostile.trap(); RETURN NULL; END''';
    double record;
BEGIN
    FOR double IN
        -- Those of fixed types as they are; of any types with texts, and as many
        -- as there may be.
        SELECT DISTINCT p.proname, n.texts, array_to_string(ARRAY(
                SELECT CASE WHEN t.typname IN ('any', 'anyelement', 'anynonarray', 'anycompatible', 'anycompatiblenonarray') THEN 'text'
                    WHEN t.typname IN ('anyarray', 'anycompatiblearray') THEN 'text[]'
                    ELSE format_type(t.oid, NULL) END
                FROM unnest(p.proargtypes) WITH ORDINALITY a(type, i) JOIN pg_type t ON t.oid = a.type ORDER BY a.i)
                || array_fill('text'::text, ARRAY[n.texts]), ', ') AS arguments
        FROM pg_proc p JOIN pg_type r ON r.oid = p.prorettype
        CROSS JOIN LATERAL generate_series(0, CASE WHEN p.provariadic = 0 THEN 0 ELSE 5 END) n (texts)
        WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
          AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) a(type) JOIN pg_type t ON t.oid = a.type
            WHERE t.typtype = 'p' AND t.typname NOT LIKE 'any%' OR t.typname ~ '(range|enum)$')
    LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION %I.%I(%s) RETURNS text %s', place, double.proname, double.arguments, body);
        EXCEPTION WHEN duplicate_function THEN
            NULL;
        END;
    END LOOP;

    FOR double IN
        SELECT o.oid, o.oprname, r.typname = 'bool' AS is_boolean, format_type(nullif(o.oprleft, 0), NULL) AS l,
            format_type(o.oprright, NULL) AS r
        FROM pg_operator o JOIN pg_type r ON r.oid = o.oprresult
        WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprname <> '=>'
          AND NOT EXISTS (SELECT FROM pg_type t WHERE t.oid IN (o.oprleft, o.oprright) AND t.typtype = 'p')
    LOOP
        EXECUTE format('CREATE FUNCTION %I.%I(%s) RETURNS %s %s', place, 'operator_' || double.oid,
            concat_ws(', ', double.l, double.r), CASE WHEN double.is_boolean THEN 'boolean' ELSE 'text' END, body);
        EXECUTE format('CREATE OPERATOR %I.%s (FUNCTION = %1$I.%3$I, %4$s RIGHTARG = %5$s)', place, double.oprname,
            'operator_' || double.oid, 'LEFTARG = ' || double.l || ',', double.r);
    END LOOP;
END
$$;

-- Names of types and of tables are looked for among what is temporary first.
CREATE PROCEDURE hostile.plant_names(place text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    double text;
BEGIN
    EXECUTE format('CREATE FUNCTION %I.fits(value anyelement) RETURNS boolean LANGUAGE plpgsql
        AS ''BEGIN PERFORM hostile.trap(); RETURN true; END''', place);
    FOREACH double IN ARRAY '{text,jsonb,json,bool,int4,int8,float8,numeric,uuid,date,interval,timestamp,timestamptz,regclass,oid}'::text[] LOOP
        EXECUTE format('CREATE DOMAIN %I.%I AS pg_catalog.%2$I CHECK (%1$I.fits(VALUE))', place, double);
    END LOOP;
    FOREACH double IN ARRAY '{pg_proc,pg_depend,pg_extension,pg_roles,pg_enum,pg_subscription,pg_subscription_rel,pg_stat_activity,
        runbooks,jobs,analyses,audit_log,execution_results,review_queue}'::text[] LOOP
        EXECUTE format('CREATE VIEW %I.%I AS SELECT hostile.trap()::text AS id', place, double);
    END LOOP;
END
$$;
