"""Model files of LightGBM, XGBoost, interpret and skl2onnx with the libraries' own numbers, for verify.mjs: python make-models.py DIR"""
import json, numpy as np, lightgbm as lgb, os
from sklearn.datasets import load_breast_cancer
import sys
out=sys.argv[1]
x,y=load_breast_cancer(return_X_y=True); x=x[:,:10]
g=np.random.default_rng(0)
cat=g.integers(0,40,size=len(x)).astype(float); xx=np.column_stack([x,cat]); xx[g.random(xx.shape)<0.05]=np.nan
yy=((y+ (cat%3==0))>0.5).astype(int)
def save(name,b,data):
    b.save_model(f'{out}/{name}.txt'); json.dump(b.dump_model(),open(f'{out}/{name}.json','w'))
    json.dump({'X':[[None if np.isnan(v) else v for v in r] for r in data.tolist()],'raw':b.predict(data,raw_score=True).tolist(),'linked':b.predict(data).tolist(),'contrib':b.predict(data,pred_contrib=True).tolist()},open(f'{out}/{name}.ref.json','w'))
base=dict(verbose=-1,num_leaves=15,min_data_in_leaf=5,num_threads=1,seed=1)
rows=xx[:60]
save('lgb-binary',lgb.train({**base,'objective':'binary'},lgb.Dataset(xx,yy,categorical_feature=[10]),20),rows)
save('lgb-zero',lgb.train({**base,'objective':'binary','zero_as_missing':True},lgb.Dataset(np.where(np.isnan(xx),0,xx),yy),20),np.where(np.isnan(rows),0,rows))
save('lgb-none',lgb.train({**base,'objective':'poisson','use_missing':False},lgb.Dataset(xx,yy),20),rows)
save('lgb-multi',lgb.train({**base,'objective':'multiclass','num_class':3},lgb.Dataset(xx,(cat%3).astype(int),categorical_feature=[10]),8),rows)
save('lgb-rf',lgb.train({**base,'objective':'binary','boosting':'rf','bagging_freq':1,'bagging_fraction':.7},lgb.Dataset(xx,yy),10),rows)
save('lgb-dart',lgb.train({**base,'objective':'regression','boosting':'dart'},lgb.Dataset(xx,yy),20),rows)
save('lgb-ova',lgb.train({**base,'objective':'multiclassova','num_class':3},lgb.Dataset(xx,(cat%3).astype(int)),8),rows)
import xgboost as xgb
def savex(name,b,data,ft=None):
    d=xgb.DMatrix(data,feature_types=ft,enable_categorical=ft is not None)
    b.save_model(f'{out}/{name}.json'); b.save_model(f'{out}/{name}.ubj')
    def tr(f):
        try: return f().tolist()
        except Exception as e: print(name,e); return None
    json.dump({'X':[[None if np.isnan(v) else v for v in r] for r in data.tolist()],'raw':b.predict(d,output_margin=True).tolist(),'linked':b.predict(d).tolist(),'contrib':tr(lambda:b.predict(d,pred_contribs=True))},open(f'{out}/{name}.ref.json','w'))
p=dict(max_depth=4,nthread=1,seed=1)
f32=xx.astype(np.float32)
savex('xgb3-binary',xgb.train({**p,'objective':'binary:logistic'},xgb.DMatrix(f32,yy),15),f32[:60])
ft=['q']*10+['c']
savex('xgb3-cat',xgb.train({**p,'objective':'binary:logistic','tree_method':'hist','max_cat_to_onehot':4},xgb.DMatrix(f32,yy,feature_types=ft,enable_categorical=True),15),f32[:60],ft)
savex('xgb3-onehot',xgb.train({**p,'objective':'binary:logistic','tree_method':'hist','max_cat_to_onehot':100},xgb.DMatrix(f32,yy,feature_types=ft,enable_categorical=True),15),f32[:60],ft)
savex('xgb3-multi',xgb.train({**p,'objective':'multi:softprob','num_class':3},xgb.DMatrix(f32,(cat%3).astype(int)),8),f32[:60])
savex('xgb3-dart',xgb.train({**p,'booster':'dart','rate_drop':.3,'objective':'reg:squarederror'},xgb.DMatrix(f32,yy),15),f32[:60])
savex('xgb3-rf',xgb.train({**p,'num_parallel_tree':10,'subsample':.6,'learning_rate':1,'objective':'binary:logistic'},xgb.DMatrix(f32,yy),2),f32[:60])
savex('xgb3-poisson',xgb.train({**p,'objective':'count:poisson'},xgb.DMatrix(f32,yy),15),f32[:60])
savex('xgb3-linear',xgb.train({'booster':'gblinear','objective':'binary:logistic'},xgb.DMatrix(np.nan_to_num(f32)/100,yy),15),(np.nan_to_num(f32)/100)[:60])
try: savex('xgb3-vector',xgb.train({**p,'multi_strategy':'multi_output_tree','objective':'reg:squarederror','tree_method':'hist'},xgb.DMatrix(f32,np.column_stack([yy,cat])),8),f32[:60])
except Exception as e: print('vector',e)
savex('xgb3-targets',xgb.train({**p,'objective':'reg:squarederror'},xgb.DMatrix(f32,np.column_stack([yy,cat])),8),f32[:60])
from interpret.glassbox import ExplainableBoostingClassifier
import pandas as pd
df=pd.DataFrame({f'n{i}':xx[:,i] for i in range(4)}); df['kind']=[f'k{int(c)%5}' for c in cat]
e=ExplainableBoostingClassifier(interactions=3,outer_bags=2,max_rounds=200,n_jobs=1); e.fit(df,yy)
try:
    t=e.to_jsonable() if hasattr(e,'to_jsonable') else None
    if t is None: e.to_json(f'{out}/ebm.json')
    else: json.dump(t,open(f'{out}/ebm.json','w'))
except Exception as ex: print('ebm',ex, [m for m in dir(e) if 'json' in m])
json.dump({'X':json.loads(df.head(60).to_json(orient='values')),'raw':np.asarray(e.decision_function(df.head(60))).tolist(),'local':None},open(f'{out}/ebm.ref.json','w'))

from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, OneHotEncoder, Normalizer
from sklearn.compose import ColumnTransformer
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
full=np.nan_to_num(xx).astype(np.float32)[:,:10]; y3=(cat%3).astype(int)
def saveo(name,m,target,raw,names=None):
    m.fit(full,target)
    options={id(m):{'zipmap':False}} if hasattr(m,'predict_proba') else None
    open(f'{out}/{name}.onnx','wb').write(to_onnx(m,full[:1],options=options,target_opset={'':15,'ai.onnx.ml':3}).SerializeToString())
    linked=m.predict_proba(full[:60]) if hasattr(m,'predict_proba') else m.predict(full[:60])
    if np.ndim(linked)==2 and linked.shape[1]==2: linked=linked[:,1]
    json.dump({'X':full[:60].tolist(),'raw':np.asarray(raw(m)).tolist(),'linked':np.asarray(linked).tolist()},open(f'{out}/{name}.ref.json','w'))
dec=lambda m:m.decision_function(full[:60])
saveo('onnx-gbc',GradientBoostingClassifier(n_estimators=15),yy,dec)
saveo('onnx-gbc3',GradientBoostingClassifier(n_estimators=8),y3,dec)
saveo('onnx-rf2',RandomForestClassifier(n_estimators=8,max_depth=6,random_state=0),yy,lambda m:m.predict_proba(full[:60])[:,1])
saveo('onnx-rf3',RandomForestClassifier(n_estimators=8,max_depth=6,random_state=0),y3,lambda m:m.predict_proba(full[:60]))
saveo('onnx-rfr',RandomForestRegressor(n_estimators=8,max_depth=6,random_state=0),yy,lambda m:m.predict(full[:60]))
saveo('onnx-logreg',LogisticRegression(max_iter=5000),yy,dec)
saveo('onnx-logreg3',LogisticRegression(max_iter=5000),y3,dec)
saveo('onnx-scaled',make_pipeline(StandardScaler(),LogisticRegression()),yy,dec)
saveo('onnx-scaled-gbc',make_pipeline(StandardScaler(),GradientBoostingClassifier(n_estimators=10)),yy,dec)
saveo('onnx-normal',make_pipeline(Normalizer(),LogisticRegression()),yy,dec)
saveo('onnx-linear',LinearRegression(),yy,lambda m:m.predict(full[:60]))
mixed=pd.DataFrame({'a':full[:,0],'b':full[:,1],'kind':[f'k{int(c)%5}' for c in cat]})
def savemixed(name,final):
    m=make_pipeline(ColumnTransformer([('n',StandardScaler(),['a','b']),('c',OneHotEncoder(handle_unknown='ignore'),['kind'])]),final); m.fit(mixed,yy)
    types=[('a',FloatTensorType([None,1])),('b',FloatTensorType([None,1])),('kind',StringTensorType([None,1]))]
    open(f'{out}/{name}.onnx','wb').write(to_onnx(m,initial_types=types,options={id(m):{'zipmap':False}},target_opset={'':15,'ai.onnx.ml':3}).SerializeToString())
    json.dump({'X':json.loads(mixed.head(60).to_json(orient='values')),'raw':m.decision_function(mixed.head(60)).tolist(),'linked':m.predict_proba(mixed.head(60))[:,1].tolist()},open(f'{out}/{name}.ref.json','w'))
savemixed('onnx-onehot-logreg',LogisticRegression())
savemixed('onnx-onehot-gbc',GradientBoostingClassifier(n_estimators=10))
