/* The table of processors: what the loader works from, for the page's policy. */
#include <string.h>

#include "words.h"

/* `index` -1: the site does not use this one. */
static void row(const cJSON *definition, int index) {
    bool active = index >= 0 && decision.loaded.processors[index] && decision_allows(&decision.granted, &config, index);
    const char *state = active ? "active" : index >= 0 ? "blocked" : "unused";
    shape("['tr',{'data-smg-row':%,'data-smg-state':%}", json_member(definition, "id"), state);
    shape("['th',{'scope':'row'},%]", definition_text(definition, "name"), NULL);
    /* A cell names its column, for pages that turn rows into cards on narrow screens. */
    columns("['td',{'data-label':%},%]", definition);
    shape("['td',{'data-label':$col_policy}", NULL, NULL);
    link_out(json_member(definition, "policy"), text("col_policy"));
    shape("],['td',{'data-label':$col_state},%]]", text(join("state_", state)), NULL);
}

void view_table(void) {
    shape("['render','table',['table',{'class':'smg-table','lang':%},['thead',{},['tr',{}", language.tag, NULL);
    shape("['th',{'scope':'col'},$col_service]", NULL, NULL);
    columns("['th',{'scope':'col'},%]", NULL);
    shape("['th',{'scope':'col'},$col_policy],['th',{'scope':'col'},$col_state]]],['tbody',{}", NULL, NULL);
    for (int i = 0; i < config.processor_count; i++)
        row(config.processors[i].definition, i);
    for (const char *id = NULL; (id = processor_builtin_next(id));)
        if (config_processor(&config, id) < 0)
            row(processor_builtin(id), -1);
    end(3);
}
