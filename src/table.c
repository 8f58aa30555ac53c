/* The table of processors: what the loader works from, for the page's policy. */
#include <string.h>

#include "words.h"

/* A cell names its column, for pages that turn rows into cards on narrow screens. */
static void cell(const struct view *view, const char *column, const char *content) {
    shape(view, "['td',{'data-label':%},%]", text(view, column), content);
}

/* `index` -1: the site does not use this one. */
static void row(const struct view *view, const cJSON *definition, int index) {
    bool active = index >= 0 && view->decision->loaded.processors[index] &&
                  decision_allows(&view->decision->granted, view->config, index);
    const char *state = active ? "active" : index >= 0 ? "blocked" : "unused";
    shape(view, "['tr',{'data-smg-row':%,'data-smg-state':%}", json_member(definition, "id"), state);
    shape(view, "['th',{'scope':'row'},%,['small',{},%]]", definition_text(view, definition, "name"),
          definition_text(view, definition, "company"));
    cell(view, "col_country", list_of(view, definition, "countries", "country_"));
    cell(view, "col_purpose", definition_text(view, definition, "text"));
    cell(view, "col_cookies", stores(view, definition));
    shape(view, "['td',{'data-label':$col_policy}", NULL, NULL);
    link_out(view, json_member(definition, "policy"), text(view, "col_policy"));
    end(view, 1);
    cell(view, "col_state", text(view, join("state_", state)));
    end(view, 1);
}

void view_table(const struct view *view) {
    const struct config *config = view->config;
    shape(view, "['render','table',['table',{'class':'smg-table','lang':%},['thead',{},['tr',{}", view->language->tag, NULL);
    shape(view, "['th',{'scope':'col'},$col_service],['th',{'scope':'col'},$col_country],['th',{'scope':'col'},$col_purpose],"
                "['th',{'scope':'col'},$col_cookies],['th',{'scope':'col'},$col_policy],['th',{'scope':'col'},$col_state]]],"
                "['tbody',{}",
          NULL, NULL);
    for (int i = 0; i < config->processor_count; i++)
        row(view, config->processors[i].definition, i);
    for (const char *id = NULL; (id = processor_builtin_next(id));)
        if (config_processor(config, id) < 0)
            row(view, processor_builtin(id), -1);
    end(view, 3);
}
